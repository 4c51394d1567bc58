// A hub that asks for a token: what it is, kept until the tab is closed.

import { button, h, show } from "./dom.js";

const KEY = "pgohub.token";
const FORM = /^pgohub_[A-Za-z0-9_-]{43}$/;

let dismissed = false;

/** The header fields of a request: those given, and the token when there is one. */
export function withToken(headers = {}) {
  const token = sessionStorage.getItem(KEY);
  return token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
}

/** Whether there is one. */
export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Asks for a token, because of a problem; not again when nobody gave one. */
export function askForToken(problem) {
  showButton();
  if (!dismissed) {
    open(problem.reason === "no_token" ? "" : problem.message);
  }
}

/** A way to give another token, once it is known that the hub asks for one. */
export function showButton() {
  const place = document.getElementById("token");
  if (!place.hasChildNodes()) {
    show(place, button("Token …", () => open(""), { class: "quiet" }));
  }
}

function open(why) {
  const dialog = document.getElementById("token-dialog");
  if (dialog.open) {
    return;
  }
  const wrong = h("p", { class: "field-error", id: "token-error", role: "alert" }, why);
  const field = h("input", {
    type: "password",
    id: "token-field",
    required: true,
    autofocus: true,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "token-error",
  });

  function take(event) {
    event.preventDefault();
    const token = field.value.trim();
    if (!FORM.test(token)) {
      field.setAttribute("aria-invalid", "true");
      show(wrong, "That is no token: it begins with pgohub_ and has 50 characters.");
      field.focus();
      return;
    }
    sessionStorage.setItem(KEY, token);
    location.reload();
  }

  function forget() {
    sessionStorage.removeItem(KEY);
    location.reload();
  }

  show(
    dialog,
    h(
      "form",
      { onsubmit: take, novalidate: true },
      h("h2", {}, "This hub asks for a token"),
      h("p", {}, "Who runs it makes one, with scripts/pgohub token. It is kept until this tab is closed."),
      h("label", { for: "token-field" }, "Token"),
      field,
      wrong,
      h(
        "p",
        { class: "actions" },
        h("button", { type: "submit", class: "strong" }, "Use it"),
        hasToken() ? button("Forget the present one", forget, { class: "quiet" }) : null,
        button("Cancel", () => dialog.close(), { class: "quiet" }),
      ),
    ),
  );
  dialog.addEventListener("close", () => (dismissed = true), { once: true });
  dialog.showModal();
}
