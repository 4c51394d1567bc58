// The policy of a tag as a form. The server checks; what it finds wrong stands at the field.

import { getTagged, send, tagPath } from "./api.js";
import { button, h, show } from "./dom.js";
import { moment } from "./format.js";
import { GROUPS } from "./policyfields.js";
import { failed, loading } from "./states.js";

/** Shows the policy. */
export function policyPart(root, context) {
  const { tag } = context;
  const abort = new AbortController();
  let tagged = null;
  let fields = new Map();
  const note = h("p", { class: "note", role: "status" });
  show(root, loading("the policy"));

  async function load(words = "") {
    try {
      tagged = await getTagged(tagPath(tag, "/policy"), abort.signal);
      draw();
      show(note, words);
    } catch (e) {
      if (e.name !== "AbortError") {
        show(root, failed(e, load));
      }
    }
  }

  function draw() {
    const { policy, set, changed } = tagged.body;
    fields = new Map();
    const groups = GROUPS.map(([title, all]) =>
      h(
        "fieldset",
        {},
        h("legend", {}, title),
        all.filter(([name]) => name in policy).map((field) => row(field, policy, set)),
      ),
    );
    show(
      root,
      h(
        "form",
        { class: "policy", onsubmit: put, novalidate: true },
        h(
          "p",
          { class: "lead" },
          set.length === 0
            ? "All fields are the hub’s defaults."
            : `${set.length} of the fields ${set.length === 1 ? "was" : "were"} set for this tag${changed ? `, last ${moment(changed)}` : ""}; the others are the hub’s defaults.`,
          " A change holds from the next fragment on.",
        ),
        groups,
        h(
          "div",
          { class: "actions" },
          h("button", { type: "submit", class: "strong" }, "Save"),
          set.length > 0 ? button("Take all back to the defaults", clear, { class: "quiet" }) : null,
          note,
        ),
      ),
    );
  }

  function row([name, meaning, form], policy, set) {
    const id = `policy-${name}`;
    const before = form.text(policy[name]);
    const props = { id, "aria-describedby": `${id}-about ${id}-error`, autocomplete: "off", spellcheck: "false" };
    const input = form.options
      ? h("select", props, form.options.map((option) => h("option", { value: option }, option)))
      : h("input", { ...props, ...form.input });
    input.value = before;
    const error = h("p", { class: "field-error", id: `${id}-error` });
    fields.set(name, { form, input, error, before });
    return h(
      "div",
      { class: set.includes(name) ? "field set" : "field" },
      h("label", { for: id }, h("code", {}, name)),
      input,
      h(
        "p",
        { class: "about", id: `${id}-about` },
        meaning,
        set.includes(name)
          ? [" · ", button("default", () => write({ [name]: null }), { class: "link", "aria-label": `Take ${name} back to its default` })]
          : null,
      ),
      error,
    );
  }

  function put(event) {
    event.preventDefault();
    const changes = {};
    for (const [name, { form, input, before }] of fields) {
      if (input.value !== before) {
        changes[name] = form.json(input.value);
      }
    }
    if (Object.keys(changes).length === 0) {
      show(note, "Nothing was changed.");
      return;
    }
    write(changes);
  }

  function clear() {
    write(undefined);
  }

  /** Puts fields; without any, takes all back. */
  async function write(changes) {
    for (const { input, error } of fields.values()) {
      input.removeAttribute("aria-invalid");
      show(error);
    }
    show(note, "Saving …");
    try {
      const method = changes === undefined ? "DELETE" : "PUT";
      await send(method, tagPath(tag, "/policy"), changes, { "If-Match": tagged.etag });
      context.look();
      await load("Saved.");
    } catch (e) {
      if (e.name !== "AbortError") {
        refused(e);
      }
    }
  }

  function refused(problem) {
    const field = fields.get(problem.field);
    if (field) {
      field.input.setAttribute("aria-invalid", "true");
      show(field.error, problem.message);
      field.input.focus();
      show(note, "Nothing was saved.");
    } else if (problem.status === 412) {
      show(note, "Somebody else changed the policy meanwhile. ", button("Load it anew", () => load(), { class: "link" }));
    } else {
      show(note, problem.message);
    }
  }

  load();
  return { end: () => abort.abort() };
}
