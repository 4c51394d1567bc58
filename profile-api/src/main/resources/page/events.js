// Is told by the hub what changes, over one connection, for as long as somebody looks.

import { stream } from "./api.js";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * Keeps a connection to the hub while the page can be seen.
 *
 * @param {object} params of the request: `{ tag }`, or nothing for all tags
 * @param {{open: Function, told: Function, closed: Function}} on what to do when it is there, when
 *   something changed, and when it is not there any more
 * @returns {Function} what ends it
 */
export function changes(params, on) {
  const end = new AbortController();
  let connection = new AbortController();

  function seen() {
    if (document.hidden) {
      connection.abort();
    }
  }

  async function listen() {
    connection = new AbortController();
    const signal = AbortSignal.any([end.signal, connection.signal]);
    const response = await stream("api/v1/events", params, signal);
    on.open();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      if (lines.some((line) => line.startsWith("data:"))) {
        on.told();
      }
    }
  }

  async function run() {
    let pause = FIRST_PAUSE;
    while (!end.signal.aborted) {
      if (document.hidden) {
        await visible(end.signal);
        continue;
      }
      const began = Date.now();
      try {
        await listen();
      } catch {
        // That the hub does not answer is seen, and said, by who asks it.
      }
      on.closed();
      pause = Date.now() - began > LONGEST_PAUSE ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
      await sleep(document.hidden ? 0 : pause, end.signal);
    }
  }

  document.addEventListener("visibilitychange", seen, { signal: end.signal });
  run();
  return () => end.abort();
}

function visible(signal) {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true, signal });
    signal.addEventListener("abort", resolve, { once: true });
  });
}

function sleep(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
