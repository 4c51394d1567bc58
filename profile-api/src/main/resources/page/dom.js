// Makes elements. Text is only ever text: what stands in a profile may be anything.

/**
 * An element.
 *
 * @param {string} tag its name
 * @param {object} props attributes; `class`, `on…` handlers, and `vars` for CSS variables
 * @param {...(Node|string|number|null|undefined|Array)} children nodes, and what becomes text
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "vars") {
      for (const [variable, text] of Object.entries(value)) {
        element.style.setProperty(`--${variable}`, text);
      }
    } else if (name === "value") {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(4)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Puts new children in the place of all that are there. */
export function show(element, ...children) {
  element.replaceChildren();
  add(element, children);
}

/** The same, unless it would look the same: so that a refresh leaves focus and selection alone. */
export function refresh(element, ...children) {
  const next = element.cloneNode(false);
  add(next, children);
  if (!next.isEqualNode(element)) {
    const focused = element.contains(document.activeElement) && document.activeElement;
    const key = focused && focused.getAttribute("data-key");
    element.replaceChildren(...next.childNodes);
    if (key) {
      element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    }
  }
}

/** A button that does something. */
export function button(text, onclick, props) {
  return h("button", { type: "button", onclick, ...props }, text);
}
