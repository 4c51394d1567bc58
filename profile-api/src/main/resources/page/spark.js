// Small charts of bars: how much there was, one bar a day or a moment.

import { h } from "./dom.js";

/**
 * Bars for numbers, the highest as high as the place.
 *
 * @param {number[]} numbers not negative
 * @param {string} label what a reader without eyes is told
 * @param {string} kind a further class
 */
export function spark(numbers, label, kind = "") {
  const most = Math.max(...numbers, 0);
  return h(
    "span",
    { class: `spark ${kind}`, role: "img", "aria-label": label },
    numbers.map((number) =>
      h("i", { class: number > 0 ? null : "none", vars: { height: `${most === 0 ? 0 : (number / most) * 100}%` } }),
    ),
  );
}

/**
 * The weights of the days of a window, with a 0 for each day without any.
 *
 * @param {{day: string, weight: number}[]} days the earliest first
 * @param {number} most days, the latest ones
 */
export function weightsByDay(days, most) {
  if (days.length === 0) {
    return [];
  }
  const byDay = new Map(days.map(({ day, weight }) => [number(day), weight]));
  const last = number(days[days.length - 1].day);
  const first = Math.max(number(days[0].day), last - most + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => byDay.get(first + i) ?? 0);
}

function number(day) {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000);
}
