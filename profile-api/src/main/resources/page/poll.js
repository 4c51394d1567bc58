// Looks again when the hub tells that something changed, or every few seconds where it does not.

import { changes } from "./events.js";

/** Between two looks while the hub tells what changes: ages are shown, and they change by themselves. */
const CALM = 20;

/**
 * Calls a function now, and then again after each change of what `params` name; while the hub tells of
 * none, `seconds` after each time it was done. Otherwise like `poll`.
 */
export function watch(params, seconds, look) {
  let told = false;
  const stop = poll(() => (told ? CALM : seconds), look);
  const end = changes(params, {
    open: () => (told = true),
    told: stop.now,
    closed: () => (told = false),
  });
  return () => {
    end();
    stop();
  };
}

/**
 * Calls a function now, and then again `seconds` (a number, or a function) after each time it was done,
 * while the page can be seen. The function gets an AbortSignal. Returns what ends it, with `now`, which
 * has it called at once.
 */
export function poll(seconds, look) {
  const abort = new AbortController();
  let timer = 0;
  let looking = false;
  let missed = false;

  async function again() {
    clearTimeout(timer);
    missed = looking;
    if (document.hidden || looking || abort.signal.aborted) {
      return;
    }
    looking = true;
    try {
      await look(abort.signal);
    } catch (e) {
      if (e.name !== "AbortError") {
        console.error(e);
      }
    }
    looking = false;
    if (!abort.signal.aborted) {
      const pause = typeof seconds === "function" ? seconds() : seconds;
      timer = setTimeout(again, missed ? 0 : pause * 1000);
    }
  }

  document.addEventListener("visibilitychange", again, { signal: abort.signal });
  again();
  const stop = () => {
    clearTimeout(timer);
    abort.abort();
  };
  stop.now = again;
  return stop;
}

/** Says in the head of the page whether the hub answers. */
export function pulse(problem) {
  const element = document.getElementById("pulse");
  const away = Boolean(problem) && (problem.status === 0 || problem.status >= 500);
  const text = away ? problem.message : "live";
  if (element.textContent !== text) {
    element.textContent = text;
  }
  element.classList.toggle("away", away);
}
