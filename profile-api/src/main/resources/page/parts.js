// Small parts that several views have.

import { button, h } from "./dom.js";
import { percent, printable, shortName } from "./format.js";

const STATES = {
  served: "served",
  held: "held",
  not_ready: "not ready",
  no_profile: "no profile",
};

/** Whether a tag is served, as a dot and a word. */
export function state(summary) {
  return h("span", { class: `status ${summary.state}` }, STATES[summary.state] ?? summary.state);
}

/** A share as a bar. */
export function bar(share, label = percent(share), kind = "") {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h("span", { class: `bar ${kind}`, role: "img", "aria-label": label, vars: { width } });
}

/** A function; its whole name when one points at it. */
export function functionName(name) {
  return h("code", { class: "function", title: printable(name) }, shortName(name));
}

/** A line that can be copied with one click. */
export function copyLine(text, label = "Copy") {
  const copy = button(label, async () => {
    await copied(text);
    copy.textContent = "Copied";
    setTimeout(() => (copy.textContent = label), 1500);
  });
  return h("div", { class: "copy" }, h("pre", { tabindex: "0" }, text), copy);
}

/** The clipboard is there on https and on this machine; elsewhere a selection has to do. */
async function copied(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h("textarea", { class: "offscreen", value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A short fact: a word, and what it is. */
export function fact(name, ...value) {
  return h("div", { class: "fact" }, h("dt", {}, name), h("dd", {}, value));
}

/** A list of facts; those that are null are left out. */
export function facts(...all) {
  return h("dl", { class: "facts" }, all);
}

/** A part of a view with a heading. */
export function section(title, ...children) {
  return h("section", { class: "section" }, h("h2", {}, title), children);
}

/** A table: heads as texts, or `{ text, class }`. */
export function table(caption, heads, rows) {
  const cells = heads.map((head) =>
    h("th", { scope: "col", class: head.class }, head.text ?? head),
  );
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      {},
      h("caption", { class: "offscreen" }, caption),
      h("thead", {}, h("tr", {}, cells)),
      h("tbody", {}, rows),
    ),
  );
}

/** A choice of one of several: `[value, text]`. */
export function choice(label, options, value, onchange) {
  const select = h(
    "select",
    // A refresh sees by data-value that another one is chosen: that is no attribute by itself.
    { onchange: () => onchange(select.value), "data-key": `choice ${label}`, "data-value": value },
    options.map(([option, text]) => h("option", { value: option }, text)),
  );
  select.value = value;
  return h("label", { class: "choice" }, h("span", {}, label), select);
}
