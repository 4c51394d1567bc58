// All tags: which are served, how fresh they are, and how much is refused.

import { get } from "./api.js";
import { h, refresh, show } from "./dom.js";
import { brief, count, percent, printable, span } from "./format.js";
import { bar, copyLine, state, table } from "./parts.js";
import { pulse, watch } from "./poll.js";
import { replaceWith, tagHref, tagsHref } from "./route.js";
import { spark, weightsByDay } from "./spark.js";
import { empty, failed, loading } from "./states.js";

const SECONDS = 4;
const PER_PAGE = 50;
const DAYS = 28;

/** Shows all tags; `end` ends it, `update` takes another route. */
export function tagsView(root, first) {
  let params = first.params;
  let stop = () => {};
  const search = h("input", {
    type: "search",
    placeholder: "Search tags",
    "aria-label": "Search tags",
    autocomplete: "off",
    spellcheck: "false",
    value: params.q ?? "",
    oninput: () => replaceWith(tagsHref({ q: search.value.trim() })),
  });
  const list = h("div", { class: "list" }, loading("tags"));
  show(root, h("div", { class: "bar-of-tools" }, h("h1", {}, "Tags"), search), list);

  async function look(signal) {
    const asked = params;
    const { q = "", after = "" } = asked;
    try {
      const page = await get("api/v1/tags", { q, after, limit: PER_PAGE }, signal);
      if (asked === params) {
        refresh(list, page.tags.length === 0 ? nothing(q, page.next) : tags(page.tags), steps(page));
      }
      pulse(null);
    } catch (e) {
      if (e.name === "AbortError") {
        throw e;
      }
      pulse(e);
      // What was seen last is of more use than that it is old.
      if (!list.querySelector("table")) {
        refresh(list, failed(e, begin));
      }
    }
  }

  function steps(page) {
    const { q = "", after = "" } = params;
    return h(
      "nav",
      { class: "steps", "aria-label": "Pages" },
      after ? h("a", { href: tagsHref({ q }), "data-key": "first" }, "← First page") : null,
      page.next ? h("a", { href: tagsHref({ q, after: page.next }), "data-key": "next" }, "Next page →") : null,
    );
  }

  function begin() {
    stop();
    stop = watch({}, SECONDS, look);
  }

  function onkey(event) {
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
  }
  document.addEventListener("keydown", onkey);
  begin();
  return {
    update(route) {
      params = route.params;
      if (search.value.trim() !== (params.q ?? "")) {
        search.value = params.q ?? "";
      }
      begin();
    },
    end() {
      stop();
      document.removeEventListener("keydown", onkey);
    },
  };
}

function nothing(q, next) {
  if (q) {
    return empty(
      `No tag has “${q}” in its name${next ? " among those looked at" : ""}.`,
      h("p", {}, h("a", { href: tagsHref() }, "Show all tags")),
    );
  }
  return empty(
    "No profile has come yet.",
    h("p", {}, "Send the first CPU profile of a service; its tag appears here."),
    copyLine(`curl -fsS --data-binary @cpu.pprof "${location.origin}/profile/my-service"`),
  );
}

function tags(all) {
  const heads = [
    "Tag",
    "State",
    { text: "Readiness", class: "wide" },
    { text: "Generation", class: "number" },
    { text: "Samples", class: "number" },
    { text: "By day", class: "wide decor" },
    { text: "Last fragment", class: "number" },
    { text: "Refused", class: "number" },
  ];
  return table("Tags", heads, all.map(row));
}

function row(tag) {
  const refused = tag.refused ?? 0;
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      h("a", { href: tagHref(tag.tag), "data-key": tag.tag }, printable(tag.tag)),
      tag.modes.length > 0 ? h("span", { class: "aside" }, tag.modes.join(" · ")) : null,
    ),
    h("td", {}, state(tag)),
    h("td", { class: "wide" }, readiness(tag.readiness)),
    h("td", { class: "number" }, tag.generation ? count(tag.generation) : "–"),
    h("td", { class: "number" }, tag.weight ? brief(tag.weight) : "–"),
    h("td", { class: "wide decor" }, byDay(tag.days ?? [])),
    h("td", { class: "number" }, fresh(tag)),
    h(
      "td",
      { class: "number" },
      refused > 0 ? h("a", { href: tagHref(tag.tag, "refusals") }, count(refused)) : "0",
    ),
  );
}

function byDay(days) {
  const weights = weightsByDay(days, DAYS);
  const label = days.map(({ day, weight }) => `${day}: ${brief(weight)}`).join(", ");
  return weights.length === 0 ? "–" : spark(weights, `Samples by day. ${label}`);
}

function fresh(tag) {
  if (tag.idleSeconds === undefined) {
    return "–";
  }
  const text = `${span(tag.idleSeconds)} ago`;
  return tag.stale ? h("span", { class: "stale", title: "No fragment for long" }, `${text} · stale`) : text;
}

function readiness(found) {
  if (!found) {
    return "–";
  }
  const share = found.needed === 0 ? 1 : found.weight / found.needed;
  const words = found.ready
    ? "ready"
    : `${percent(share, 0)} of ${brief(found.needed)}`;
  return [bar(share, `${words}`, found.ready ? "quiet" : ""), h("span", { class: "aside" }, words)];
}
