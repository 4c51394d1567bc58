// Asks this server, and nobody else.

import { askForToken, withToken } from "./token.js";

/** A request that was not answered as asked. */
export class Problem extends Error {
  /**
   * @param {number} status 0 when nobody answered
   * @param {object} body problem details, if there are any
   */
  constructor(status, body) {
    super(body.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.reason = body.reason ?? "";
    this.field = body.field ?? "";
  }
}

/** The address of what is known about a tag. */
export function tagPath(tag, rest = "") {
  return `api/v1/tags/${encodeURIComponent(tag)}${rest}`;
}

/** Reads JSON; parameters that are empty are left out. Throws a Problem. */
export async function get(path, params = {}, signal = undefined) {
  return (await answer(path + query(params), { signal })).json();
}

/** Begins to read what goes on for as long as it is wanted; the response. Throws a Problem. */
export function stream(path, params, signal) {
  return answer(path + query(params), { signal, headers: { Accept: "text/event-stream" } });
}

/** The same, with the ETag: `{ body, etag }`. */
export async function getTagged(path, signal = undefined) {
  const response = await answer(path, { signal });
  return { body: await response.json(), etag: response.headers.get("ETag") };
}

/** Reads a file: `{ blob, fileName }`. Throws a Problem. */
export async function getBlob(path) {
  const response = await answer(path, {});
  const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "");
  return { blob: await response.blob(), fileName: named?.[1] ?? "default.pgo" };
}

/** Says something: PUT or DELETE. Returns what was answered, or null. Throws a Problem. */
export async function send(method, path, body = undefined, headers = {}) {
  const response = await answer(path, {
    method,
    headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? null : response.json();
}

/** `?a=b`, or nothing. */
export function query(params) {
  const given = Object.entries(params).filter(([, value]) => value !== "" && value != null);
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-cache", ...options, headers: withToken(options.headers) });
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new Problem(0, { reason: "unreachable", detail: "The hub does not answer." });
  }
  if (!response.ok) {
    const found = new Problem(response.status, await problem(response));
    if (found.status === 401) {
      askForToken(found);
    }
    throw found;
  }
  return response;
}

/** Outside of api/, a problem has no body, only its sentence in a header field. */
async function problem(response) {
  try {
    return await response.json();
  } catch {
    return { detail: response.headers.get("X-Pgohub-Problem") ?? undefined };
  }
}
