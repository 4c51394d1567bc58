// The flame graph of a tag. The server sends what can be seen; each zoom asks for more.

import { get, tagPath } from "./api.js";
import { button, h, refresh, show } from "./dom.js";
import { downloadLink } from "./download.js";
import { editions, usual } from "./editions.js";
import { FlameCanvas } from "./flamecanvas.js";
import { flameChoices, unkept, untold } from "./flamechoices.js";
import { neighbour } from "./flamekeys.js";
import { layout, matched, pathTo } from "./flamelayout.js";
import { brief, count, many, percent, points, printable } from "./format.js";
import { replaceWith, tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const FRAMES = 4000;
const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/** Shows the flame graph. */
export function flamePart(root, context) {
  const { tag, mode, known } = context;
  const standard = usual(known);
  const abort = new AbortController();
  let params = context.params;
  let asking = new AbortController();
  let answer = null;
  let profiles = null;
  let builds = [];

  const canvas = h("canvas", {
    tabindex: "0",
    role: "application",
    "aria-label": "Flame graph. Arrow keys move, Enter zooms in, Backspace zooms out, Home shows all.",
    "aria-describedby": "flame-line",
  });
  const graph = new FlameCanvas(canvas);
  const line = h("p", { class: "flame-line", id: "flame-line", "aria-live": "polite" });
  const place = h("div", { class: "flame", "aria-busy": "true" });
  const chosen = h("div", { class: "tools" });
  const found = h("span", { class: "aside", role: "status" });
  const search = h("input", {
    type: "search",
    placeholder: "Search functions",
    "aria-label": "Search functions",
    spellcheck: "false",
    autocomplete: "off",
    value: params.find ?? "",
    oninput: mark,
  });
  const reset = button("Show all", () => go(""), { class: "quiet" });
  const tools = h("div", { class: "bar-of-tools" }, chosen, h("div", { class: "tools" }, found, search, reset));
  const stacks = `profile/${tag}/stacks${mode ? `?mode=${mode}` : ""}`;
  show(root, tools, line, place, h("p", { class: "below" }, downloadLink(stacks, "", "The stacks for go tool pprof")));

  function href(change) {
    return tagHref(tag, "flame", { mode, ...params, ...change });
  }

  function go(path) {
    location.hash = href({ path, find: search.value });
  }

  function set(change) {
    replaceWith(href({ path: "", ...change }));
  }

  function choices() {
    if (profiles) {
      refresh(chosen, flameChoices({ profiles, builds, params: { edition: standard, ...params }, set }));
    }
  }

  async function load() {
    asking.abort();
    asking = new AbortController();
    place.setAttribute("aria-busy", "true");
    if (!answer) {
      show(place, loading("the stacks"));
    }
    const { edition = standard, build = "", base = "", baseBuild = "", path = "" } = params;
    const min = (0.4 / Math.max(320, place.clientWidth)).toFixed(6);
    try {
      answer = await get(
        tagPath(tag, "/flame"),
        { mode, build, edition, base, baseBuild, path, min, frames: FRAMES },
        asking.signal,
      );
      builds = answer.builds;
      choices();
      draw();
    } catch (e) {
      if (e.name === "AbortError") {
        return;
      }
      answer = null;
      show(line);
      show(place, e.reason === "no_stacks" ? unkept(tagHref(tag, "edges", { mode })) : wrong(e));
    }
    place.setAttribute("aria-busy", "false");
  }

  function wrong(problem) {
    if (problem.reason === "no_build") {
      return untold(() => set({ build: "", baseBuild: "" }));
    }
    return problem.reason === "no_frame"
      ? empty("This profile does not go there.", button("Show all", () => go("")))
      : failed(problem, load);
  }

  function draw() {
    if (answer.totalWeight === 0) {
      show(place, empty("There are no samples in it."));
      return;
    }
    if (!place.contains(canvas)) {
      show(place, canvas);
    }
    graph.take(layout(answer), answer.base ? changeOf : null);
    reset.disabled = answer.way.length < 2;
    mark();
    tell(-1);
  }

  function changeOf(box) {
    return box.weight / answer.totalWeight - box.before / (answer.baseWeight || 1);
  }

  function mark() {
    const text = search.value.trim().toLowerCase();
    graph.matches = text ? (box) => Boolean(box.name?.toLowerCase().includes(text)) : null;
    if (answer) {
      graph.draw();
      show(found, text ? `${percent(matched(graph.boxes, graph.matches))} of what is shown` : "");
    }
  }

  function tell(number) {
    const box = graph.boxes[number];
    if (!box) {
      const top = answer.way[answer.way.length - 1];
      show(
        line,
        `Weight ${count(top.weight)}`,
        answer.way.length > 1 ? ` (${percent(top.weight / answer.totalWeight)} of all) in ` : ` in ${many(answer.totalFrames, "frame")}; a click zooms in`,
        answer.way.length > 1 ? h("code", {}, printable(top.name)) : null,
        answer.base ? " · orange: a larger share than in the base, blue: a smaller one" : null,
      );
      return;
    }
    show(
      line,
      h("code", {}, box.others ? `(${many(box.others, "light function")} together)` : printable(box.name)),
      ` ${percent(box.weight / answer.totalWeight, 2)}, weight ${brief(box.weight)}`,
      box.self > 0 ? `, itself ${percent(box.self / answer.totalWeight, 2)}` : "",
      answer.base && !box.above ? `, ${points(changeOf(box))} points` : "",
    );
  }

  function zoom(number) {
    const box = graph.boxes[number];
    if (box && !box.others) {
      go(pathTo(graph.boxes, number));
    } else if (box) {
      go(pathTo(graph.boxes, box.parent));
    }
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return graph.at(event.clientX - box.left, event.clientY - box.top);
  }

  canvas.addEventListener("mousemove", (event) => {
    const number = point(event);
    graph.select(number, false);
    tell(number);
  });
  canvas.addEventListener("mouseleave", () => {
    graph.select(-1, false);
    tell(-1);
  });
  canvas.addEventListener("click", (event) => zoom(point(event)));
  canvas.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (ARROWS.includes(event.key)) {
      const next = neighbour(graph.boxes, graph.selected, event.key);
      if (next >= 0) {
        graph.select(next, true);
        tell(next);
      }
    } else if (event.key === "Enter" && graph.selected >= 0) {
      zoom(graph.selected);
    } else if (event.key === "Backspace" || event.key === "Escape") {
      go((params.path ?? "").split(".").slice(0, -1).join("."));
    } else if (event.key === "Home") {
      go("");
    } else if (event.key === "/") {
      search.focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  let width = 0;
  const sizes = new ResizeObserver(() => {
    if (answer && place.clientWidth !== width) {
      width = place.clientWidth;
      graph.draw();
    }
  });
  sizes.observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.draw(), {
    signal: abort.signal,
  });

  editions(context, abort.signal).then(
    (all) => {
      profiles = all;
      choices();
    },
    () => {},
  );

  load();
  return {
    update(_, next) {
      const same = ["build", "edition", "base", "baseBuild", "path"].every((key) => (next[key] ?? "") === (params[key] ?? ""));
      params = next;
      if (!same) {
        choices();
        load();
      }
    },
    end() {
      abort.abort();
      asking.abort();
      sizes.disconnect();
    },
  };
}
