// Files that a browser cannot get by a link alone, because the hub asks for a token.

import { getBlob } from "./api.js";
import { h } from "./dom.js";
import { hasToken } from "./token.js";

/** A link to a file; `name` as what it is kept, or "" for what the hub calls it. */
export function downloadLink(href, name, text) {
  async function fetched(event) {
    if (!hasToken()) {
      return;
    }
    event.preventDefault();
    const link = event.currentTarget;
    try {
      const { blob, fileName } = await getBlob(href);
      const url = URL.createObjectURL(blob);
      h("a", { href: url, download: name || fileName }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (e) {
      link.title = e.message;
      link.classList.add("wrong");
    }
  }
  return h("a", { href, download: name, onclick: fetched }, text);
}
