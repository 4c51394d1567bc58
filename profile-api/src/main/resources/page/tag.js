// One tag: what is served of it, and its parts behind tabs.

import { get, tagPath } from "./api.js";
import { h, refresh, show } from "./dom.js";
import { comparePart } from "./compare.js";
import { edgesPart } from "./edges.js";
import { flamePart } from "./flame.js";
import { ago, brief, count, digits, printable, span } from "./format.js";
import { generationsPart } from "./generations.js";
import { heldLine } from "./hold.js";
import { overviewPart } from "./overview.js";
import { choice, state } from "./parts.js";
import { policyPart } from "./policy.js";
import { publicationPart } from "./publication.js";
import { pulse, watch } from "./poll.js";
import { refusalsPart } from "./refusals.js";
import { tagHref, tagsHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const SECONDS = 4;

const PARTS = {
  overview: ["Overview", overviewPart],
  flame: ["Flame graph", flamePart],
  edges: ["Hot edges", edgesPart],
  generations: ["Generations", generationsPart],
  compare: ["Compare", comparePart],
  refusals: ["Refusals", refusalsPart],
  policy: ["Policy", policyPart],
  publication: ["Repository", publicationPart],
};

/** Shows a tag; `end` ends it, `update` takes another route of the same tag and mode. */
export function tagView(root, first) {
  const tag = first.tag;
  const mode = first.params.mode ?? "";
  let where = first;
  let known = null;
  let part = null;
  let stop = () => {};

  const head = h("div", { class: "tag-head" });
  const tabs = h("nav", { class: "tabs", "aria-label": "Parts of the tag" });
  const body = h("div", { class: "part" }, loading("the tag"));
  show(
    root,
    h("p", { class: "crumbs" }, h("a", { href: tagsHref() }, "Tags")),
    h("h1", { class: "tag-name" }, printable(tag)),
    head,
    tabs,
    body,
  );

  function open() {
    const name = where.part in PARTS ? where.part : "overview";
    drawTabs(name);
    if (part?.name === name) {
      part.shown.update?.(known, where.params);
      return;
    }
    part?.shown.end?.();
    show(body);
    const context = { tag, mode, known, params: where.params, look: again };
    part = { name, shown: PARTS[name][1](body, context) };
  }

  function drawTabs(name) {
    const refused = known?.received?.refused ?? 0;
    refresh(
      tabs,
      Object.entries(PARTS).map(([key, [title]]) =>
        h(
          "a",
          {
            href: tagHref(tag, key, { mode }),
            "aria-current": key === name ? "page" : null,
            "data-key": key,
          },
          title,
          key === "refusals" && refused > 0 ? h("span", { class: "tally" }, brief(refused)) : null,
        ),
      ),
    );
    if (part?.name !== name) {
      tabs.querySelector("[aria-current]").scrollIntoView({ block: "nearest", inline: "center" });
    }
  }

  async function look(signal) {
    try {
      known = await get(tagPath(tag), { mode }, signal);
      pulse(null);
    } catch (e) {
      if (e.name === "AbortError") {
        throw e;
      }
      pulse(e);
      if (known === null) {
        refresh(body, e.reason === "no_profile" ? unknown(tag, e) : failed(e, again));
      }
      return;
    }
    refresh(head, headOf(known, mode, where, again));
    open();
  }

  function again() {
    stop();
    stop = watch({ tag }, SECONDS, look);
  }

  again();
  return {
    update(route) {
      where = route;
      if (known) {
        open();
      }
    },
    end() {
      stop();
      part?.shown.end?.();
    },
  };
}

function unknown(tag, problem) {
  return empty(problem.message, h("p", {}, h("a", { href: tagsHref({ q: tag }) }, "Look among all tags")));
}

function headOf(known, mode, where, again) {
  return [
    h(
      "p",
      { class: "summary" },
      state(known),
      known.generation
        ? [
            " generation ",
            h("strong", {}, count(known.generation)),
            ` · ${brief(known.weight)} samples of ${brief(known.fragments)} fragments · published ${ago(known.published)} · `,
            h("code", { title: known.digest }, digits(known.digest)),
          ]
        : " nothing is served yet",
      known.idleSeconds === undefined
        ? null
        : h(
            "span",
            { class: known.stale ? "stale" : null },
            ` · last fragment ${span(known.idleSeconds)} ago${known.stale ? ", stale" : ""}`,
          ),
    ),
    known.hold ? heldLine(known, again) : null,
    known.modes.length > 0
      ? choice("Mode", [["", "all modes"], ...known.modes.map((m) => [m, m])], mode, (m) => {
          location.hash = tagHref(known.tag, where.part, { mode: m });
        })
      : null,
  ];
}
