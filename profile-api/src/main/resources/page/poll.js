// Looks again every few seconds, while somebody looks.

/**
 * Calls a function now, and then again `seconds` after each time it was done, while the page can be
 * seen. The function gets an AbortSignal. Returns what ends it.
 */
export function poll(seconds, look) {
  const abort = new AbortController();
  let timer = 0;
  let looking = false;

  async function again() {
    clearTimeout(timer);
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
      timer = setTimeout(again, seconds * 1000);
    }
  }

  document.addEventListener("visibilitychange", again, { signal: abort.signal });
  again();
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
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
