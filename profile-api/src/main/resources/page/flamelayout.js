// Where the frames of a flame graph lie: rows from the root down, widths by weight.

/**
 * Boxes of an answer of …/flame: the way to the shown root first, each as wide as all, then the
 * frames. Every box has `row`, `x` and `width` (shares of the whole width), `parent` and `children`
 * (numbers of boxes), and what the answer says about it.
 */
export function layout(flame) {
  const boxes = [];
  const above = flame.way.slice(0, -1);
  above.forEach((step, row) => {
    boxes.push({ ...step, row, x: 0, width: 1, parent: row - 1, children: [row + 1], above: true });
  });
  const top = above.length;
  const whole = flame.frames[0].weight || 1;
  const open = [];
  for (const frame of flame.frames) {
    open.length = frame.depth;
    const parent = frame.depth === 0 ? top - 1 : open[frame.depth - 1];
    const box = {
      ...frame,
      row: top + frame.depth,
      x: frame.depth === 0 ? 0 : boxes[parent].next,
      width: frame.weight / whole,
      parent,
      children: [],
    };
    box.next = box.x;
    const number = boxes.push(box) - 1;
    open[frame.depth] = number;
    if (frame.depth > 0) {
      boxes[parent].next += box.width;
      boxes[parent].children.push(number);
    }
  }
  return boxes;
}

/** The keys from the root of the whole tree to a box, as the server wants them. */
export function pathTo(boxes, number) {
  const keys = [];
  for (let at = number; at > 0; at = boxes[at].parent) {
    if (boxes[at].key) {
      keys.unshift(boxes[at].key);
    }
  }
  return keys.join(".");
}

/** How many rows there are. */
export function rows(boxes) {
  return boxes.reduce((most, box) => Math.max(most, box.row + 1), 0);
}

/** The share of the shown root that matches: of boxes within one another, the outer ones count. */
export function matched(boxes, matches) {
  const within = new Set();
  let share = 0;
  boxes.forEach((box, number) => {
    if (box.above) {
      return;
    }
    if (within.has(box.parent)) {
      within.add(number);
    } else if (matches(box)) {
      within.add(number);
      share += box.width;
    }
  });
  return share;
}
