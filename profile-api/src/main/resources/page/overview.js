// What is known about a tag, on one page.

import { h, refresh } from "./dom.js";
import { brief, bytes, count, moment, percent, printable, span } from "./format.js";
import { bar, copyLine, fact, facts, section, table } from "./parts.js";
import { tagHref } from "./route.js";
import { hasToken } from "./token.js";
import { DECISIONS, WHY } from "./words.js";

/** Shows the overview. */
export function overviewPart(root, context) {
  function draw(known) {
    refresh(
      root,
      h(
        "div",
        { class: "columns" },
        h("div", {}, readiness(known), use(known, context.mode), gate(known.gate)),
        h("div", {}, served(known), received(known), publication(known.publication, context)),
      ),
      modes(known, context),
      builds(known.byBuild),
      groups(known),
    );
  }
  draw(context.known);
  return { update: draw };
}

function readiness({ readiness: found }) {
  if (!found || found.ready) {
    return null;
  }
  const share = found.weight / found.needed;
  return section(
    "Not ready",
    h("p", { class: "large" }, bar(share), percent(share, 0)),
    h(
      "p",
      {},
      `${count(found.weight)} of ${count(found.needed)} samples. `,
      `${span(found.missingCoreSeconds)} of CPU time are still to be sampled`,
      found.readyAt ? `; at this rate, by ${moment(found.readyAt)}.` : ".",
      " Until then builds get no profile, and go on as before.",
    ),
  );
}

function use(known, mode) {
  const query = mode ? `?mode=${mode}` : "";
  const url = `${location.origin}/profile/${known.tag}`;
  const curl = hasToken() ? "curl -fsS -H @auth" : "curl -fsS";
  return section(
    "Use it",
    h("p", { class: "label" }, "In a Dockerfile"),
    copyLine(
      `RUN ${curl} "${url}${query}" -o .pgo.tmp && mv .pgo.tmp default.pgo || true\nRUN go build .`,
    ),
    hasToken()
      ? h("p", {}, "The file auth has one line, “Authorization: Bearer” and a token; in a Dockerfile, a secret that is mounted.")
      : null,
    h("p", { class: "label" }, "In a shell"),
    copyLine(`${curl} "${url}${query}" -o .pgo.tmp && mv .pgo.tmp default.pgo`),
    known.digest && known.generation
      ? [
          h("p", { class: "label" }, `Exactly generation ${known.generation}`),
          copyLine(`${curl} "${url}@${known.digest}" -o default.pgo`),
        ]
      : null,
    h("p", { class: "label" }, "Send a profile"),
    copyLine(`${curl} --data-binary @cpu.pprof "${url}?instance=$HOSTNAME${mode ? `&mode=${mode}` : ""}"`),
  );
}

function served(known) {
  const of = known.generation ? known : known.live;
  if (!of) {
    return null;
  }
  return section(
    known.generation ? "Served" : "The merge as of now",
    facts(
      known.generation ? fact("Why", WHY[known.why] ?? printable(known.why)) : null,
      fact("Edges", count(of.edges)),
      fact("Stacks", of.stacks ? count(of.stacks) : "not kept"),
      fact("CPU time", span(of.durationSeconds), " of windows"),
      of.firstStart ? fact("From", moment(of.firstStart)) : null,
      of.lastStart ? fact("To", moment(of.lastStart)) : null,
      fact("Size", bytes(of.bytes)),
    ),
    known.generation && known.live
      ? h(
          "p",
          {},
          h("a", { href: tagHref(known.tag, "compare", { mode: known.mode }) }, "Compare with the merge as of now"),
        )
      : null,
  );
}

function received(known) {
  const of = known.received;
  if (!of) {
    return null;
  }
  return section(
    "Received",
    facts(
      fact("Fragments", `${count(of.fragments)}, ${brief(of.weight)} samples`),
      fact("Instances", count(of.instances)),
      fact("Window", `${count(of.buckets)} h with fragments`),
      fact("Duplicates", count(of.duplicates)),
      fact(
        "Refused",
        of.refused > 0
          ? h("a", { href: tagHref(known.tag, "refusals", { mode: known.mode }) }, count(of.refused))
          : "0",
      ),
    ),
  );
}

function gate(found) {
  if (!found) {
    return null;
  }
  return section(
    "The gate",
    h("p", {}, DECISIONS[found.decision] ?? found.decision),
    found.overlap === 0 && found.expectedOverlap === 0
      ? null
      : facts(
          fact("Overlap", bar(found.overlap), " ", percent(found.overlap)),
          fact("By chance", bar(found.expectedOverlap, undefined, "quiet"), " ", percent(found.expectedOverlap)),
          fact("Hot edges moved", percent(found.hotMoved, 2)),
        ),
  );
}

function modes(known, context) {
  const all = (known.byMode ?? []).filter((mode) => mode.mode || known.byMode.length > 1);
  if (all.length === 0) {
    return null;
  }
  const most = Math.max(...all.map((mode) => mode.weight), 1);
  return section(
    "Modes",
    table(
      "Modes",
      ["Mode", { text: "Samples", class: "number" }, { text: "", class: "wide decor" }, { text: "Overlap with all", class: "number" }, { text: "Hot edges kept", class: "number" }],
      all.map((mode) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, mode.mode ? h("a", { href: tagHref(context.tag, "flame", { mode: mode.mode }) }, mode.mode) : "none named"),
          h("td", { class: "number" }, brief(mode.weight)),
          h("td", { class: "wide decor" }, bar(mode.weight / most, undefined, "quiet")),
          h("td", { class: "number" }, percent(mode.overlap)),
          h("td", { class: "number" }, percent(mode.hotKept)),
        ),
      ),
    ),
  );
}

function builds(all = []) {
  if (all.length === 0) {
    return null;
  }
  return section(
    "Builds",
    table(
      "Builds",
      ["Build", { text: "Samples", class: "number" }, { text: "Last seen", class: "number" }, { text: "Share of the merged weight that it has, too", class: "wide" }],
      all.map((build) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, h("code", {}, printable(build.build || "not named"))),
          h("td", { class: "number" }, brief(build.weight)),
          h("td", { class: "number" }, build.lastStart ? moment(build.lastStart) : "–"),
          h("td", { class: "wide" }, bar(build.matched, undefined, "quiet"), h("span", { class: "aside" }, percent(build.matched))),
        ),
      ),
    ),
  );
}

function groups(known) {
  if (!known.groups?.length) {
    return null;
  }
  return section(
    "Instances that behave differently",
    known.groups.map((group) =>
      h(
        "p",
        {},
        `${group.instances.map(printable).join(", ")}: overlap with the others ${percent(group.overlap)}, `,
        `${percent(group.expectedOverlap)} expected. Name a mode, such as `,
        h("code", {}, group.proposedMode),
        ", to give them a profile of their own.",
      ),
    ),
  );
}

function publication(found, context) {
  const href = tagHref(context.tag, "publication", { mode: context.mode });
  if (!found) {
    return section("Repository", h("p", {}, h("a", { href }, "Commit it to a repository"), ", each generation that is served."));
  }
  const result = found.result;
  return section(
    "Repository",
    facts(
      fact("Where", h("code", {}, printable(found.repository))),
      fact("Branch", h("code", {}, printable(found.branch)), ` · ${found.way}`),
      fact("File", h("code", {}, printable(found.path))),
      result?.commit ? fact("Last", `generation ${result.generation} as ${result.commit.slice(0, 12)}`) : null,
      result?.error ? fact("Failed", h("span", { class: "wrong" }, printable(result.error))) : null,
    ),
    h("p", {}, h("a", { href }, "Change it")),
  );
}
