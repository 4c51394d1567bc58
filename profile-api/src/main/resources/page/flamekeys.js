// Moves in a flame graph with the keyboard.

/** The number of the box to which a key leads from another one, or -1 when it leads nowhere. */
export function neighbour(boxes, number, key) {
  if (number < 0) {
    return boxes.findIndex((box) => !box.above);
  }
  const box = boxes[number];
  if (key === "ArrowUp") {
    return box.parent;
  }
  if (key === "ArrowDown") {
    return box.children.reduce(
      (best, child) => (best < 0 || boxes[child].weight > boxes[best].weight ? child : best),
      -1,
    );
  }
  return beside(boxes, number, key === "ArrowRight");
}

/** The nearest box of the same row on one side. */
function beside(boxes, number, right) {
  const from = boxes[number];
  let best = -1;
  boxes.forEach((box, at) => {
    const isThere = box.row === from.row && (right ? box.x > from.x : box.x < from.x);
    if (isThere && (best < 0 || (right ? box.x < boxes[best].x : box.x > boxes[best].x))) {
      best = at;
    }
  });
  return best;
}
