// All tags together: how much comes in, from how many instances, and how far the mergers are behind.

import { get } from "./api.js";
import { h, refresh, show } from "./dom.js";
import { brief, count, percent } from "./format.js";
import { copyLine, fact, facts, section } from "./parts.js";
import { poll, pulse } from "./poll.js";
import { tagsHref } from "./route.js";
import { spark } from "./spark.js";
import { empty, failed, loading } from "./states.js";

const SECONDS = 5;

/** Shows the fleet; `end` ends it, `update` does nothing. */
export function fleetView(root) {
  const body = h("div", {}, loading("the fleet"));
  let known = false;
  let stop = () => {};
  show(root, h("div", { class: "bar-of-tools" }, h("h1", {}, "Fleet")), body);

  async function look(signal) {
    try {
      const fleet = await get("api/v1/fleet", {}, signal);
      known = true;
      refresh(body, fleet.tags === 0 ? nothing() : all(fleet));
      pulse(null);
    } catch (e) {
      if (e.name === "AbortError") {
        throw e;
      }
      pulse(e);
      if (!known) {
        refresh(body, failed(e, begin));
      }
    }
  }

  function begin() {
    stop();
    stop = poll(SECONDS, look);
  }

  begin();
  return { update() {}, end: () => stop() };
}

function nothing() {
  return empty(
    "No instance has sent anything yet.",
    h("p", {}, "Send the first CPU profile of a service; it is counted here."),
    copyLine(`curl -fsS --data-binary @cpu.pprof "${location.origin}/profile/my-service"`),
  );
}

function all(fleet) {
  return [
    h(
      "div",
      { class: "columns" },
      h("div", {}, now(fleet), lag(fleet)),
      h("div", {}, tags(fleet), received(fleet)),
    ),
  ];
}

function now({ now: last, flow }) {
  return section(
    "Fragments a second",
    last
      ? [
          h("p", { class: "figure" }, rate(last.perSecond)),
          chart(flow.map((moment) => moment.perSecond), `Fragments a second, last ${rate(last.perSecond)}`),
        ]
      : waiting(),
  );
}

function lag({ now: last, flow }) {
  return section(
    "Waiting for a merger",
    last
      ? [
          h("p", { class: "figure" }, count(last.lag)),
          chart(flow.map((moment) => moment.lag), `Fragments that wait, last ${count(last.lag)}`),
          h(
            "p",
            { class: "aside" },
            last.lag === 0
              ? "Everything that came to the broker was taken."
              : "Fragments that came to the broker and that no merger has taken yet.",
          ),
        ]
      : waiting(),
  );
}

function waiting() {
  return h("p", { class: "aside" }, "The broker has not been asked often enough yet; a few seconds more.");
}

function chart(numbers, label) {
  return h(
    "div",
    { class: "chart" },
    spark(numbers, label, "large"),
    h("p", { class: "chart-ends" }, h("span", {}, "ten minutes ago"), h("span", {}, "now")),
  );
}

function rate(perSecond) {
  return perSecond >= 100 ? count(Math.round(perSecond)) : perSecond.toFixed(perSecond >= 10 ? 1 : 2);
}

function tags(fleet) {
  const { states } = fleet;
  return section(
    "Tags",
    facts(
      fact("All", h("a", { href: tagsHref() }, count(fleet.tags)), fleet.complete ? null : " and more"),
      fact("Served", count(states.served), states.held > 0 ? `, and ${count(states.held)} held at an earlier generation` : ""),
      fact("Not ready", count(states.not_ready)),
      fact("Without a profile", count(states.no_profile)),
      fact("Stale", h("span", { class: fleet.stale > 0 ? "stale" : null }, count(fleet.stale))),
    ),
  );
}

function received(fleet) {
  const came = fleet.fragments + fleet.refused;
  return section(
    "Received since the tags began",
    facts(
      fact("Fragments", `${count(fleet.fragments)}, ${brief(fleet.weight)} samples`),
      fact("Instances", count(fleet.instances)),
      fact("Duplicates", count(fleet.duplicates)),
      fact("Refused", count(fleet.refused), came > 0 && fleet.refused > 0 ? `, ${percent(fleet.refused / came)} of all` : ""),
    ),
  );
}
