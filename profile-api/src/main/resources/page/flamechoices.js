// Of what a flame graph is, and with what it is compared: profiles and builds.

import { button, h } from "./dom.js";
import { withAsked } from "./editions.js";
import { brief, printable } from "./format.js";
import { choice } from "./parts.js";
import { empty } from "./states.js";

const BUILD = "build "; // no edition has such a name

/** The choices; `set` takes what is chosen as a change of the address. */
export function flameChoices({ profiles, builds, params, set }) {
  const { edition, build = "", base = "", baseBuild = "" } = params;
  const told = options(builds, [build, baseBuild]);
  const compared = [
    ["", "nothing"],
    ...withAsked(profiles, base),
    ...told.map(([name, text]) => [BUILD + name, BUILD + text]),
  ];
  return [
    choice("Profile", withAsked(profiles, edition), edition, (value) => set({ edition: value })),
    told.length > 0
      ? choice("Build", [["", "all builds"], ...told], build, (value) => set({ build: value }))
      : null,
    choice("Compare with", compared, baseBuild ? BUILD + baseBuild : base, (value) => {
      const isBuild = value.startsWith(BUILD);
      set(isBuild ? { base: "", baseBuild: value.slice(BUILD.length) } : { base: value, baseBuild: "" });
    }),
  ];
}

/** Builds to choose from, those that are asked for among them. */
function options(builds, asked) {
  const found = builds.map(({ build, weight }) => [build, `${printable(build)} · ${brief(weight)}`]);
  for (const build of asked) {
    if (build && !found.some(([value]) => value === build)) {
      found.push([build, printable(build)]);
    }
  }
  return found;
}

/** Said of a build that the stacks do not tell; `all` shows all builds. */
export function untold(all) {
  return empty(
    "The stacks of this build cannot be seen by themselves.",
    h(
      "p",
      {},
      "Those of the builds that sent last can; the policy’s ",
      h("code", {}, "buildStacks"),
      " says of how many.",
    ),
    button("All builds", all),
  );
}

/** Said when there are no stacks at all; `edges` is where the hot edges are. */
export function unkept(edges) {
  return empty(
    "No stacks are kept for this tag.",
    h("p", {}, "Its policy has ", h("code", {}, "keepStacks"), " off, or they were too large. ",
      h("a", { href: edges }, "The hot edges"), " are there in any case."),
  );
}
