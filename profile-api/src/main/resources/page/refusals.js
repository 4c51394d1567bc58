// What was refused of a tag, by reason, and what to do about it.

import { get, tagPath } from "./api.js";
import { h, refresh, show } from "./dom.js";
import { ago, bytes, count, many, printable } from "./format.js";
import { section, table } from "./parts.js";
import { tagHref } from "./route.js";
import { empty, failed, loading } from "./states.js";

const MOST = 100;

/** Shows the refusals. */
export function refusalsPart(root, context) {
  const { tag, mode } = context;
  const abort = new AbortController();
  let known = context.known;
  let params = context.params;
  const reasons = h("div", {});
  const last = h("div", {}, loading("the refused fragments"));
  show(root, reasons, last);

  function draw() {
    const refusals = known.received?.refusals ?? [];
    refresh(
      reasons,
      refusals.length === 0
        ? empty("Nothing was refused.", h("p", {}, "Every fragment of this tag was fit for a build."))
        : h(
            "ul",
            { class: "reasons" },
            [...refusals].sort((a, b) => b.count - a.count).map(reason),
          ),
    );
  }

  function reason(refusal) {
    const chosen = params.reason === refusal.reason;
    const href = tagHref(tag, "refusals", { mode, reason: chosen ? "" : refusal.reason });
    return h(
      "li",
      { class: chosen ? "chosen" : null },
      h(
        "p",
        { class: "reason-head" },
        h("a", { href, "aria-current": chosen ? "true" : null, "data-key": refusal.reason }, h("code", {}, refusal.reason)),
        h("strong", {}, count(refusal.count)),
        refusal.last ? h("span", { class: "aside" }, `last ${ago(refusal.last)}`) : null,
      ),
      h("p", { class: "hint" }, refusal.hint),
      refusal.lastDetail ? h("p", { class: "aside" }, printable(refusal.lastDetail)) : null,
    );
  }

  async function load() {
    try {
      const { rejections } = await get(
        tagPath(tag, "/rejections"),
        { reason: params.reason ?? "", limit: MOST },
        abort.signal,
      );
      show(last, rejections.length === 0 ? null : list(rejections));
    } catch (e) {
      if (e.name !== "AbortError") {
        show(last, failed(e, load));
      }
    }
  }

  function list(rejections) {
    const heads = [
      "Reason",
      "Detail",
      "Instance",
      "Build",
      { text: "Profile", class: "number" },
      { text: "Arrived", class: "number" },
    ];
    return section(
      `The last ${many(rejections.length, "refused fragment")}`,
      table("Refused fragments", heads, rejections.map(row)),
      h("p", { class: "aside" }, "After a change of the policy, ", h("code", {}, `scripts/replay-rejections ${tag}`), " sends them once more; none counts twice."),
    );
  }

  draw();
  load();
  return {
    update(now, next) {
      const isOther = next.reason !== params.reason || now.received?.refused !== known.received?.refused;
      known = now;
      params = next;
      draw();
      if (isOther) {
        load();
      }
    },
    end: () => abort.abort(),
  };
}

function row(rejection) {
  return h(
    "tr",
    {},
    h("td", {}, h("code", { title: rejection.hint }, rejection.reason)),
    h("td", { class: "text" }, printable(rejection.detail ?? "")),
    h("td", {}, printable(rejection.instance ?? "–")),
    h("td", {}, printable(rejection.build ?? "–")),
    h("td", { class: "number" }, bytes(rejection.profileBytes)),
    h("td", { class: "number" }, rejection.arrived ? ago(rejection.arrived) : "–"),
  );
}
