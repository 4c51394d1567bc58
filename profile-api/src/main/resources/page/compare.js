// What changed between two merged profiles.

import { get, tagPath } from "./api.js";
import { button, h, show } from "./dom.js";
import { editions, withAsked } from "./editions.js";
import { count, percent, points } from "./format.js";
import { bar, choice, fact, facts, functionName, section, table } from "./parts.js";
import { replaceWith, tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const MOST = 50;

/** Shows a comparison. */
export function comparePart(root, context) {
  const { tag, mode, known } = context;
  const abort = new AbortController();
  let params = context.params;
  const chosen = h("div", { class: "bar-of-tools" });
  const found = h("div", {}, loading("the comparison"));
  show(root, chosen, found);

  function ends() {
    const from = params.from ?? (known.generation ? "current" : "live");
    const to = params.to ?? "live";
    return { from: String(from), to: String(to) };
  }

  async function load() {
    const { from, to } = ends();
    try {
      const diff = await get(tagPath(tag, "/diff"), { mode, from, to, limit: MOST }, abort.signal);
      show(found, summary(diff), lists(diff));
    } catch (e) {
      if (e.name !== "AbortError") {
        show(found, failed(e, load));
      }
    }
  }

  function summary(diff) {
    const { from, to } = ends();
    return h(
      "div",
      { class: "compared" },
      facts(
        fact("Overlap", bar(diff.overlap), " ", percent(diff.overlap)),
        fact("Moved", percent(diff.movedShare, 2)),
        fact("Hot edges", `${count(diff.hotBefore)} → ${count(diff.hotAfter)}`),
        fact("Became hot", count(diff.becameHotCount)),
        fact("Went cold", count(diff.wentColdCount)),
      ),
      h(
        "p",
        { class: "actions" },
        h("a", { href: tagHref(tag, "flame", { mode, edition: to, base: from }) }, "As a flame graph"),
      ),
    );
  }

  function lists(diff) {
    if (diff.overlap === 1 && diff.becameHotCount + diff.wentColdCount === 0) {
      return empty("Both are the same to a compiler.");
    }
    return [
      list("Became hot", diff.becameHot, diff.becameHotCount),
      list("Went cold", diff.wentCold, diff.wentColdCount),
      list("Moved most", diff.moved, diff.moved.length),
    ];
  }

  function list(title, changes, all) {
    if (changes.length === 0) {
      return null;
    }
    const heads = [
      "Caller",
      { text: "Line", class: "number" },
      "Callee",
      { text: "Before", class: "number" },
      { text: "After", class: "number" },
      { text: "Points", class: "number" },
    ];
    return section(
      `${title} · ${count(all)}`,
      table(title, heads, changes.map(row)),
      all > changes.length ? h("p", { class: "aside" }, `The ${changes.length} largest are shown.`) : null,
    );
  }

  editions(context, abort.signal).then(
    (all) => {
      const { from, to } = ends();
      const set = (change) => replaceWith(tagHref(tag, "compare", { mode, ...ends(), ...change }));
      const options = known.generation ? [["current", "the latest generation"], ...all] : all;
      show(
        chosen,
        choice("From", withAsked(options, from), from, (value) => set({ from: value })),
        choice("To", withAsked(options, to), to, (value) => set({ to: value })),
        button("Swap", () => set({ from: to, to: from }), { class: "quiet" }),
      );
    },
    () => {},
  );
  load();
  return {
    update(_, next) {
      const same = next.from === params.from && next.to === params.to;
      params = next;
      if (!same) {
        // The choices stand as they were made, but a swap makes them anew.
        const [from, to] = chosen.querySelectorAll("select");
        const now = ends();
        if (from && to) {
          from.value = now.from;
          to.value = now.to;
        }
        load();
      }
    },
    end: () => abort.abort(),
  };
}

function row(change) {
  const moved = change.after - change.before;
  return h(
    "tr",
    {},
    h("td", {}, functionName(change.caller)),
    h("td", { class: "number muted" }, `+${change.offset}`),
    h("td", {}, functionName(change.callee)),
    h("td", { class: "number muted" }, percent(change.before, 3)),
    h("td", { class: "number" }, percent(change.after, 3)),
    h("td", { class: moved > 0 ? "number more" : "number less" }, points(moved)),
  );
}
