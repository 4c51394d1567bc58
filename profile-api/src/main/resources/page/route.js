// Where one is: all of it stands behind the # of the address, so that it can be sent to others.

/**
 * The route of the address: `{ view, tag, part, params }`, where view is `tags`, `tag` or `fleet`.
 */
export function route() {
  const [path, search] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const steps = path.split("/").map(decoded);
  const params = Object.fromEntries(new URLSearchParams(search ?? ""));
  if (steps[0] === "fleet") {
    return { view: "fleet", tag: "", part: "", params };
  }
  return steps[0] === "tag" && steps[1]
    ? { view: "tag", tag: steps[1], part: steps[2] || "overview", params }
    : { view: "tags", tag: "", part: "", params };
}

function decoded(step) {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** The address of the list of tags. */
export function tagsHref(params = {}) {
  return `#/${search(params)}`;
}

/** The address of the fleet. */
export function fleetHref() {
  return "#/fleet";
}

/** The address of a part of a tag. */
export function tagHref(tag, part = "overview", params = {}) {
  const rest = part === "overview" ? "" : `/${part}`;
  return `#/tag/${encodeURIComponent(tag)}${rest}${search(params)}`;
}

/** Goes to an address without a step in the history. */
export function replaceWith(href) {
  history.replaceState(null, "", href);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

function search(params) {
  const given = Object.entries(params).filter(([, value]) => value !== "" && value != null);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}
