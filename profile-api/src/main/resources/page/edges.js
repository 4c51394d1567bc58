// The heaviest edges as Go's compiler sees them: what it inlines and devirtualises rests on these.

import { get, tagPath } from "./api.js";
import { h, show } from "./dom.js";
import { editions, usual, withAsked } from "./editions.js";
import { brief, count, percent } from "./format.js";
import { bar, choice, functionName, table } from "./parts.js";
import { replaceWith, tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const STEPS = ["50", "200", "1000"];

/** Shows the hot edges. */
export function edgesPart(root, context) {
  const { tag, mode, known } = context;
  const abort = new AbortController();
  let params = context.params;
  let answer = null;
  const chosen = h("div", { class: "bar-of-tools" });
  const found = h("div", {}, loading("the edges"));
  const search = h("input", {
    type: "search",
    placeholder: "Search functions",
    "aria-label": "Search functions",
    spellcheck: "false",
    oninput: draw,
  });
  show(root, chosen, found);

  async function load() {
    const { edition = usual(known), limit = STEPS[0] } = params;
    try {
      answer = await get(tagPath(tag, "/edges"), { mode, edition, limit }, abort.signal);
      draw();
    } catch (e) {
      if (e.name !== "AbortError") {
        show(found, failed(e, load));
      }
    }
  }

  function draw() {
    const text = search.value.trim().toLowerCase();
    const edges = answer.edges.filter(
      (edge) => !text || `${edge.caller} ${edge.callee}`.toLowerCase().includes(text),
    );
    if (answer.edges.length === 0) {
      show(found, empty("There are no edges in it.", h("p", {}, "Samples with a single frame have none.")));
      return;
    }
    show(
      found,
      h(
        "p",
        { class: "lead" },
        h("strong", {}, count(answer.hotEdges)),
        ` of ${count(answer.totalEdges)} edges hold 99 % of the weight. To Go’s compiler they are hot: it inlines more at them, and makes calls through interfaces direct.`,
      ),
      edges.length === 0 ? empty(`No edge that is shown has “${search.value}”.`) : rows(edges),
    );
  }

  function rows(edges) {
    const most = answer.edges[0].share || 1;
    const heads = [
      { text: "Share", class: "number" },
      { text: "", class: "wide decor" },
      { text: "Together", class: "number" },
      "Caller",
      { text: "Line", class: "number" },
      "Callee",
      { text: "Weight", class: "number" },
    ];
    const all = [];
    edges.forEach((edge, at) => {
      if (!edge.hot && (at === 0 || edges[at - 1].hot)) {
        all.push(h("tr", { class: "ruler" }, h("td", { colspan: heads.length }, "99 % — what follows is cold to the compiler")));
      }
      all.push(row(edge, most));
    });
    return table("Edges, the heaviest first", heads, all);
  }

  editions(context, abort.signal).then(
    (all) => {
      const { edition = usual(known), limit = STEPS[0] } = params;
      const set = (change) => replaceWith(tagHref(tag, "edges", { mode, ...params, ...change }));
      show(
        chosen,
        choice("Profile", withAsked(all, edition), edition, (value) => set({ edition: value })),
        choice("Show", STEPS.map((step) => [step, `${step} edges`]), limit, (value) => set({ limit: value })),
        search,
      );
    },
    () => {},
  );
  load();
  return {
    update(_, next) {
      const same = next.edition === params.edition && next.limit === params.limit;
      params = next;
      if (!same) {
        load();
      }
    },
    end: () => abort.abort(),
  };
}

function row(edge, most) {
  return h(
    "tr",
    { class: edge.hot ? null : "cold" },
    h("td", { class: "number" }, percent(edge.share, 2)),
    h("td", { class: "wide decor" }, bar(edge.share / most, percent(edge.share, 2))),
    h("td", { class: "number muted" }, percent(edge.cumulatedShare)),
    h("td", {}, functionName(edge.caller)),
    h("td", { class: "number muted" }, `+${edge.offset}`),
    h("td", {}, functionName(edge.callee)),
    h("td", { class: "number" }, brief(edge.weight)),
  );
}
