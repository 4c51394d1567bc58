// The colours of frames: by package, calm, and by change when two profiles are compared.

import { packageOf } from "./format.js";

/** The colours of the page as it is now, light or dark. */
export function palette(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    paper: of("paper"),
    ink: of("ink"),
    faint: of("faint"),
    line: of("line"),
    accent: of("accent"),
    font: `11.5px ${of("mono")}`,
  };
}

/** The fill of a box: the runtime is grey, every other package has a shade of its own. */
export function fillOf(box, colors) {
  if (box.others) {
    return colors.line;
  }
  const of = packageOf(box.name);
  if (box.above || of === "all") {
    return colors.dark ? "hsl(30 6% 24%)" : "hsl(35 14% 87%)";
  }
  if (of === "runtime" || of.startsWith("runtime/") || of.startsWith("internal/runtime")) {
    return colors.dark ? "hsl(30 6% 31%)" : "hsl(35 12% 82%)";
  }
  const number = hash(of);
  const hue = 14 + (number % 28);
  const step = (number >>> 8) % 5;
  return colors.dark
    ? `hsl(${hue} ${36 + step * 4}% ${33 + step * 2}%)`
    : `hsl(${hue} ${62 + step * 4}% ${68 + step * 3}%)`;
}

/**
 * The fill of a box that is compared: the accent where it has a larger share now, blue where it had
 * a larger one.
 */
export function changeFill(change, colors) {
  const strength = Math.min(1, Math.sqrt(Math.abs(change) / 0.05));
  const least = colors.dark ? 28 : 92;
  const most = colors.dark ? 46 : 64;
  const light = least + (most - least) * strength;
  return change > 0
    ? `hsl(18 ${Math.round(70 * strength)}% ${light}%)`
    : `hsl(212 ${Math.round(42 * strength)}% ${light}%)`;
}

function hash(text) {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 16777619) >>> 0;
  }
  return (value ^ (value >>> 15)) >>> 0;
}
