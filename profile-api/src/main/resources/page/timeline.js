// When generations were published, to scale: each a mark, as large as it has samples.

import { h } from "./dom.js";
import { brief, moment } from "./format.js";

const LEAST = 7;
const MOST = 17;
const BETWEEN_NUMBERS = 0.035;

/** A line with a mark for each generation; `hrefOf` says where a mark leads. */
export function timeline(generations, hrefOf) {
  const all = [...generations].reverse().filter((generation) => generation.published);
  if (all.length < 2) {
    return null;
  }
  const times = all.map((generation) => Date.parse(generation.published));
  const first = times[0];
  const whole = Math.max(1, times[times.length - 1] - first);
  const heaviest = Math.max(...all.map((generation) => generation.weight), 1);
  let numbered = -1;
  const marks = all.map((generation, i) => {
    const at = (times[i] - first) / whole;
    const size = LEAST + (MOST - LEAST) * Math.sqrt(generation.weight / heaviest);
    const isNumbered = i === all.length - 1 || (at - numbered >= BETWEEN_NUMBERS && 1 - at >= BETWEEN_NUMBERS) || i === 0;
    numbered = isNumbered ? at : numbered;
    const words = `Generation ${generation.generation}, ${brief(generation.weight)} samples, ${moment(generation.published)}`;
    return h(
      "a",
      {
        href: hrefOf(generation),
        class: `mark ${generation.served ?? ""}`,
        title: words,
        "aria-label": words,
        "data-key": `mark ${generation.generation}`,
        vars: { at: `${(at * 100).toFixed(2)}%`, size: `${size.toFixed(1)}px` },
      },
      isNumbered ? h("span", {}, String(generation.generation)) : null,
    );
  });
  return h(
    "div",
    { class: "scale" },
    h("div", { class: "marks" }, marks),
    h(
      "p",
      { class: "aside scale-ends" },
      h("span", {}, moment(all[0].published)),
      h("span", {}, moment(all[all.length - 1].published)),
    ),
  );
}
