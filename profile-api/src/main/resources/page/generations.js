// The generations of a tag on a time line, and why each was published.

import { get, tagPath } from "./api.js";
import { button, h, refresh, show } from "./dom.js";
import { downloadLink } from "./download.js";
import { ago, brief, bytes, count, digits, many, moment, printable } from "./format.js";
import { holdForm } from "./hold.js";
import { fact, facts } from "./parts.js";
import { tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";
import { timeline } from "./timeline.js";
import { WHY } from "./words.js";

const PER_PAGE = 30;

/** Shows the generations. */
export function generationsPart(root, context) {
  const { tag, mode } = context;
  const abort = new AbortController();
  let shown = context.known;
  let all = [];
  let next = null;
  const list = h("div", {}, loading("the generations"));
  const dialog = h("dialog", { class: "dialog", "aria-label": "Hold a generation" });
  show(root, list, dialog);

  async function load(after) {
    try {
      const page = await get(
        tagPath(tag, "/generations"),
        { mode, limit: PER_PAGE, after },
        abort.signal,
      );
      all = after ? [...all, ...page.generations] : page.generations;
      next = page.next ?? null;
      draw();
    } catch (e) {
      if (e.name !== "AbortError") {
        show(list, failed(e, () => load(after)));
      }
    }
  }

  function draw() {
    refresh(
      list,
      timeline(all, ({ generation }) => tagHref(tag, "flame", { mode, edition: generation })),
      all.length === 0
        ? empty(
            "Nothing was published yet.",
            h("p", {}, "The first generation comes when there are enough samples."),
          )
        : h("ol", { class: "timeline" }, all.map(entry)),
      next ? button("Show earlier ones", () => load(next), { class: "quiet", "data-key": "more" }) : null,
    );
  }

  function entry(generation, at) {
    const before = all[at + 1];
    const number = String(generation.generation);
    return h(
      "li",
      { class: `generation ${generation.served ?? ""}` },
      h(
        "div",
        { class: "generation-head" },
        h("strong", {}, number),
        h("span", {}, WHY[generation.why] ?? printable(generation.why)),
        generation.served ? h("span", { class: "status served" }, generation.served === "held" ? "held and served" : "served") : null,
        generation.pinned ? h("span", { class: "aside" }, "in the repository") : null,
        h("time", { datetime: generation.published, title: moment(generation.published) }, ago(generation.published)),
      ),
      facts(
        fact("Samples", brief(generation.weight)),
        fact("Fragments", count(generation.fragments)),
        fact("Instances", count(generation.instances)),
        fact("Builds", named(generation.builds)),
        fact("Edges", count(generation.edges)),
        fact("Size", bytes(generation.bytes)),
        fact("Digest", h("code", { title: generation.digest }, digits(generation.digest))),
      ),
      h(
        "p",
        { class: "actions" },
        h("a", { href: tagHref(tag, "flame", { mode, edition: number }) }, "Flame graph"),
        before
          ? h("a", { href: tagHref(tag, "compare", { mode, from: before.generation, to: number }) }, `Compare with ${before.generation}`)
          : null,
        downloadLink(generation.url.slice(1), "default.pgo", "default.pgo"),
        generation.served === "held"
          ? null
          : button("Hold …", () => hold(generation), { class: "link", "data-key": `hold ${number}` }),
      ),
    );
  }

  function hold(generation) {
    show(
      dialog,
      holdForm(tag, mode, generation.generation, (done) => {
        dialog.close();
        if (done) {
          context.look();
          load();
        }
      }),
    );
    dialog.showModal();
  }

  load();
  return {
    update(known) {
      const isOther = known.generation !== shown.generation || known.current?.generation !== shown.current?.generation || known.state !== shown.state;
      shown = known;
      if (isOther) {
        load();
      }
    },
    end: () => abort.abort(),
  };
}

function named(weights) {
  const names = weights.filter((weight) => weight.name).map((weight) => printable(weight.name));
  if (names.length === 0) {
    return "not named";
  }
  return names.length <= 2 ? names.join(", ") : `${names[0]} and ${many(names.length - 1, "other")}`;
}
