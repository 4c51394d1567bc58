// What stands where there is nothing to show, nothing yet, or something went wrong.

import { button, h } from "./dom.js";

/** While something is fetched; it appears only when that takes a moment. */
export function loading(what) {
  return h("p", { class: "state waiting", role: "status" }, `Loading ${what} …`);
}

/** Nothing is there, and what to do about it. */
export function empty(title, ...more) {
  return h("div", { class: "state" }, h("p", { class: "state-title" }, title), more);
}

/** What went wrong, and a way to try again. */
export function failed(problem, again) {
  return h(
    "div",
    { class: "state wrong", role: "alert" },
    h("p", { class: "state-title" }, problem.message),
    problem.reason ? h("p", {}, h("code", {}, problem.reason)) : null,
    again ? button("Try again", again) : null,
  );
}
