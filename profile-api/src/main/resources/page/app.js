// Shows the view that the address names, and moves on when it changes.

import { show } from "./dom.js";
import { fleetView } from "./fleet.js";
import { printable } from "./format.js";
import { route } from "./route.js";
import { tagView } from "./tag.js";
import { tagsView } from "./tags.js";
import { hasToken, showButton } from "./token.js";

const VIEWS = { tag: tagView, tags: tagsView, fleet: fleetView };

const main = document.getElementById("main");
let current = null;

function open() {
  const next = route();
  const key = `${next.view}/${next.tag}/${next.params.mode ?? ""}`;
  document.title = next.tag ? `${printable(next.tag)} · pgohub` : "pgohub";
  for (const link of document.querySelectorAll(".views a")) {
    const isHere = link.dataset.view === (next.view === "tag" ? "tags" : next.view);
    link.toggleAttribute("aria-current", isHere);
  }
  if (current?.key === key) {
    current.view.update(next);
    return;
  }
  const moved = current !== null;
  current?.view.end();
  show(main);
  const view = VIEWS[next.view](main, next);
  current = { key, view };
  if (moved) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", open);
if (hasToken()) {
  showButton();
}
open();
