// The heaviest edges as Go's compiler sees them: what it inlines and devirtualises rests on these.

import { get, tagPath } from "./api.js";
import { h, show } from "./dom.js";
import { editions, usual, withAsked } from "./editions.js";
import { brief, count, percent } from "./format.js";
import { bar, choice, functionName, table } from "./parts.js";
import { replaceWith, tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const STEPS = ["50", "200", "1000"];

const KINDS = [
  ["", "all edges"],
  ["inline", "inline candidates"],
  ["devirtualise", "devirtualisation candidates"],
];

/** What Go's compiler may do at an edge, as far as an edge can tell. */
function isOf(kind, edge) {
  switch (kind) {
    case "inline":
      return edge.hot;
    case "devirtualise":
      return edge.callees > 1 && edge.heaviest;
    default:
      return true;
  }
}

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
      (edge) => isOf(params.kind, edge) && (!text || `${edge.caller} ${edge.callee}`.toLowerCase().includes(text)),
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
        ` of ${count(answer.totalEdges)} edges hold 99 % of the weight. To Go’s compiler they are hot.`,
      ),
      h(
        "p",
        { class: "aside" },
        "Inline candidates: at a hot call a function of up to 2000 nodes is inlined, not 80, unless the caller has more than 5000. ",
        "Devirtualisation candidates: one line calls several functions; where that is one call through an interface or a function value, the heaviest is called directly. An edge does not say which it is.",
      ),
      edges.length === 0 ? empty(text ? `No edge that is shown has “${search.value}”.` : "None of the edges that are shown.") : rows(edges),
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
      { text: "Candidate for", class: "wide" },
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
        choice("Which", KINDS, params.kind ?? "", (value) => set({ kind: value })),
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
      } else if (answer) {
        draw();
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
    h("td", { class: "wide muted" }, candidate(edge)),
    h("td", { class: "number" }, brief(edge.weight)),
  );
}

function candidate(edge) {
  const kinds = [edge.hot ? "inlining" : "", isOf("devirtualise", edge) ? `devirtualisation (of ${edge.callees})` : ""];
  return kinds.filter((kind) => kind).join(", ");
}
