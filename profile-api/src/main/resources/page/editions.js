// Which merged profile is looked at: what is served, the merge as of now, or a generation.

import { get, tagPath } from "./api.js";
import { moment } from "./format.js";

const MOST = 100;

/** The editions of a tag to choose from: `[value, text]`, the usual ones first. */
export async function editions({ tag, mode, known }, signal) {
  const { generations } = await get(tagPath(tag, "/generations"), { mode, limit: MOST }, signal);
  const all = generations.map((generation) => [
    String(generation.generation),
    `generation ${generation.generation} · ${moment(generation.published)}`,
  ]);
  if (known.live) {
    all.unshift(["live", "the merge as of now"]);
  }
  if (known.generation) {
    all.unshift(["served", `what is served (${known.generation})`]);
  }
  return all;
}

/** What is looked at when nothing else is asked for. */
export function usual(known) {
  return known.generation ? "served" : "live";
}

/** The choices with the one that is asked for among them. */
export function withAsked(options, asked) {
  return !asked || options.some(([value]) => value === asked)
    ? options
    : [...options, [asked, `generation ${asked}`]];
}
