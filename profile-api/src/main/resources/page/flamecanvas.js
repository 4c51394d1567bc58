// Draws a flame graph, and finds what one points at.

import { changeFill, fillOf, palette } from "./flamecolor.js";
import { shortName } from "./format.js";
import { rows } from "./flamelayout.js";

const ROW = 20;
const LEAST_TEXT = 28;
const PAD = 5;

/** A canvas with the boxes of a layout. */
export class FlameCanvas {
  constructor(canvas) {
    this.canvas = canvas;
    this.boxes = [];
    this.selected = -1;
    this.matches = null;
    this.changeOf = null;
    this.names = new Map();
  }

  /** Takes other boxes; `changeOf` gives the change of a box when two profiles are compared. */
  take(boxes, changeOf) {
    this.boxes = boxes;
    this.changeOf = changeOf;
    this.selected = -1;
    this.draw();
  }

  /** Draws all again: after a change of the size, the colours, the search or the selection. */
  draw() {
    const width = this.canvas.parentElement.clientWidth;
    const height = rows(this.boxes) * ROW;
    const scale = window.devicePixelRatio || 1;
    this.width = width;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const draw = this.canvas.getContext("2d");
    draw.scale(scale, scale);
    const colors = palette(this.canvas);
    draw.font = colors.font;
    draw.textBaseline = "middle";
    this.letter = draw.measureText("m").width;
    this.boxes.forEach((box, number) => this.#box(draw, box, number, colors));
  }

  #box(draw, box, number, colors) {
    const x = box.x * this.width;
    const y = box.row * ROW;
    const width = box.width * this.width;
    if (width < 0.3) {
      return;
    }
    const dimmed = this.matches !== null && !(box.name && this.matches(box));
    draw.globalAlpha = dimmed ? 0.28 : 1;
    draw.fillStyle = this.changeOf && !box.others && !box.above
      ? changeFill(this.changeOf(box), colors)
      : fillOf(box, colors);
    draw.fillRect(x, y, Math.max(0.6, width - (width > 6 ? 1 : 0.3)), ROW - 1);
    if (width >= LEAST_TEXT) {
      draw.fillStyle = box.others ? colors.faint : colors.ink;
      draw.globalAlpha = dimmed ? 0.5 : 1;
      draw.fillText(this.#label(box, width - 2 * PAD), x + PAD, y + ROW / 2 + 0.5);
    }
    draw.globalAlpha = 1;
    if (number === this.selected) {
      draw.strokeStyle = colors.ink;
      draw.lineWidth = 2;
      draw.strokeRect(x + 1, y + 1, Math.max(2, width - 3), ROW - 3);
    }
  }

  /** Letters are equally wide, so a name need not be measured to be cut. */
  #label(box, width) {
    if (box.others) {
      const text = "(others)";
      return text.length * this.letter <= width ? text : "";
    }
    let name = this.names.get(box.name);
    if (name === undefined) {
      name = shortName(box.name);
      if (this.names.size > 20_000) {
        this.names.clear();
      }
      this.names.set(box.name, name);
    }
    const letters = Math.floor(width / this.letter);
    return name.length <= letters ? name : letters < 3 ? "" : `${name.slice(0, letters - 1)}…`;
  }

  /** The number of the box at a place of the canvas, or -1. */
  at(x, y) {
    const row = Math.floor(y / ROW);
    const share = x / this.width;
    return this.boxes.findIndex(
      (box) => box.row === row && share >= box.x && share < box.x + box.width,
    );
  }

  /** Marks a box, and scrolls to it when it cannot be seen. */
  select(number, scroll) {
    if (number === this.selected) {
      return;
    }
    this.selected = number;
    this.draw();
    if (scroll && number >= 0) {
      const top = this.canvas.getBoundingClientRect().top + this.boxes[number].row * ROW;
      if (top < 140 || top > window.innerHeight - 2 * ROW) {
        window.scrollBy({ top: top - window.innerHeight / 2 });
      }
    }
  }
}
