// The repository to which a tag's default.pgo is committed, as a form.

import { send, tagPath } from "./api.js";
import { button, h, show } from "./dom.js";
import { moment, printable } from "./format.js";
import { fact, facts } from "./parts.js";

const WAYS = [
  ["commit", "commit: to the branch itself"],
  ["review", "review: to a branch of its own, to be merged by people"],
];

const FIELDS = [
  ["repository", "Its URL for git over https, without a user in it", { inputmode: "url" }],
  ["branch", "It must be there, unless the repository is empty", { placeholder: "main" }],
  ["path", "Of default.pgo in the repository, beside the main package", { placeholder: "cmd/checkout/default.pgo" }],
  ["credentials", "Where the publisher finds them: env:NAME or file:/path, never the secret itself; empty: none", { placeholder: "env:CHECKOUT_TOKEN" }],
];

/** Shows the publication of a tag. */
export function publicationPart(root, context) {
  const { tag } = context;
  let shown = JSON.stringify(context.known.publication ?? null);
  const inputs = new Map();
  const note = h("p", { class: "note", role: "status" });

  function draw(found, words = "") {
    inputs.clear();
    show(
      root,
      h(
        "form",
        { class: "policy", onsubmit: put, novalidate: true },
        h(
          "p",
          { class: "lead" },
          found
            ? "Each generation that is served is committed there."
            : "This tag’s profile is fetched by builds. It can be committed to the repository of the service instead, each generation that is served.",
        ),
        found ? result(found.result) : null,
        h("fieldset", {}, h("legend", {}, "Repository"), FIELDS.map((field) => row(field, found)), way(found)),
        h(
          "div",
          { class: "actions" },
          h("button", { type: "submit", class: "strong" }, found ? "Save" : "Commit it there"),
          found ? button("Commit it no more", end, { class: "quiet" }) : null,
          note,
        ),
      ),
    );
    show(note, words);
  }

  function row([name, meaning, more], found) {
    const id = `publication-${name}`;
    const input = h("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-about ${id}-error`,
      value: found?.[name] ?? "",
      ...more,
    });
    return field(name, id, input, meaning);
  }

  function way(found) {
    const id = "publication-way";
    const select = h(
      "select",
      { id, "aria-describedby": `${id}-about ${id}-error` },
      WAYS.map(([value, text]) => h("option", { value }, text)),
    );
    select.value = found?.way ?? "commit";
    return field("way", id, select, "How it gets there");
  }

  function field(name, id, input, meaning) {
    const error = h("p", { class: "field-error", id: `${id}-error` });
    inputs.set(name, { input, error });
    return h(
      "div",
      { class: "field" },
      h("label", { for: id }, h("code", {}, name)),
      input,
      h("p", { class: "about", id: `${id}-about` }, meaning),
      error,
    );
  }

  async function put(event) {
    event.preventDefault();
    const body = {};
    for (const [name, { input }] of inputs) {
      if (input.value.trim()) {
        body[name] = input.value.trim();
      }
    }
    await say("PUT", body, "Saved. The publisher takes it from here.");
  }

  function end() {
    return say("DELETE", undefined, "It is committed no more; what was committed stays.");
  }

  async function say(method, body, words) {
    for (const { input, error } of inputs.values()) {
      input.removeAttribute("aria-invalid");
      show(error);
    }
    show(note, "Saving …");
    try {
      const found = await send(method, tagPath(tag, "/publication"), body);
      shown = JSON.stringify(found);
      draw(found, words);
      context.look();
    } catch (e) {
      const wrong = inputs.get(e.field);
      wrong?.input.setAttribute("aria-invalid", "true");
      show(wrong?.error ?? note, e.message);
      if (wrong) {
        show(note);
        wrong.input.focus();
      }
    }
  }

  draw(context.known.publication);
  return {
    update(known) {
      const found = known.publication ?? null;
      // What somebody is writing stays; only what the publisher says is new.
      if (JSON.stringify(found) !== shown && !root.contains(document.activeElement)) {
        shown = JSON.stringify(found);
        draw(found);
      }
    },
  };
}

function result(of) {
  if (!of) {
    return h("p", { class: "aside" }, "The publisher has not said anything about it yet.");
  }
  return facts(
    of.commit ? fact("Last", `generation ${of.generation} as `, h("code", {}, of.commit.slice(0, 12)), `, ${moment(of.published)}`) : null,
    of.error ? fact("Failed", h("span", { class: "wrong" }, printable(of.error)), of.failed ? `, ${moment(of.failed)}` : "") : null,
    fact("Kept because of it", `${of.pinned} generations`),
  );
}
