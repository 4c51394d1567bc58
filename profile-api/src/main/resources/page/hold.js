// Holding an earlier generation, and releasing it.

import { send, tagPath } from "./api.js";
import { button, h, show } from "./dom.js";
import { moment, printable } from "./format.js";

/** A form that holds a generation with a reason; `end` is told whether it was done. */
export function holdForm(tag, mode, generation, end) {
  const wrong = h("p", { class: "field-error", id: "hold-error", role: "alert" });
  const reason = h("input", {
    type: "text",
    id: "hold-reason",
    maxlength: "500",
    required: true,
    autofocus: true,
    autocomplete: "off",
    "aria-describedby": "hold-error",
    placeholder: "12 was taken under a load test",
  });
  const submit = h("button", { type: "submit", class: "strong" }, `Hold generation ${generation}`);

  async function put(event) {
    event.preventDefault();
    submit.disabled = true;
    show(wrong);
    try {
      const body = { generation, reason: reason.value };
      await send("PUT", tagPath(tag, "/hold"), mode ? { ...body, mode } : body);
      end(true);
    } catch (e) {
      reason.setAttribute("aria-invalid", "true");
      show(wrong, e.message);
      reason.focus();
    }
    submit.disabled = false;
  }

  return h(
    "form",
    { onsubmit: put, novalidate: true },
    h("h2", {}, `Hold generation ${generation}`),
    h("p", {}, "Builds get it until it is released, whatever is merged meanwhile."),
    h("label", { for: "hold-reason" }, "Why, in one line"),
    reason,
    wrong,
    h("p", { class: "actions" }, submit, button("Cancel", () => end(false), { class: "quiet" })),
  );
}

/** What is held, why, and a way to release it. */
export function heldLine(known, again) {
  const { hold } = known;
  const wrong = h("span", { class: "field-error", role: "alert" });
  const release = button("Release", async () => {
    release.disabled = true;
    try {
      await send("DELETE", tagPath(known.tag, "/hold"));
      again();
    } catch (e) {
      show(wrong, e.message);
      release.disabled = false;
    }
  });
  return h(
    "div",
    { class: "held-line" },
    h(
      "p",
      {},
      hold.generation
        ? `Generation ${hold.generation} is held, since ${moment(hold.since)}: `
        : "What is held is no longer kept, so the latest is served. The reason was: ",
      h("q", {}, printable(hold.reason)),
    ),
    release,
    wrong,
  );
}
