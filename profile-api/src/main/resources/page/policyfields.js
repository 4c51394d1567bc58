// The fields of a policy: what they mean, and how they are written as JSON.

const NUMBER = {
  input: { type: "text", inputmode: "decimal" },
  text: String,
  json: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text),
};
const WORDS = { input: { type: "text" }, text: String, json: (text) => text.trim() };
const MODES = {
  input: { type: "text", placeholder: "serve=3, batch=1" },
  text: (modes) =>
    Object.entries(modes ?? {})
      .map(([mode, share]) => `${mode}=${share}`)
      .join(", "),
  json: modes,
};

const NAMES = {
  input: { type: "text", placeholder: "main.f, net/http.*" },
  text: (names) => (names ?? []).join(", "),
  json: (text) => text.split(",").map((name) => name.trim()).filter((name) => name !== ""),
};

function oneOf(...options) {
  return { options, text: String, json: (text) => (text === "true" || text === "false" ? text === "true" : text) };
}

/** Groups of fields: `[title, [name, meaning, form]…]`. */
export const GROUPS = [
  [
    "What is refused",
    [
      ["minDuration", "A fragment that took less", WORDS],
      ["minSamples", "One with fewer samples", NUMBER],
      ["minSymbolized", "One with a smaller share of edge weight on functions with names and start lines", NUMBER],
      ["maxIdle", "One with a larger share of samples in schedulers, garbage collection and idling", NUMBER],
      ["maxAge", "One that began longer before it arrived", WORDS],
      ["maxSkew", "One that begins longer after it arrived", WORDS],
      ["maxFragmentsPerInstance", "More fragments of one instance in an hour", NUMBER],
    ],
  ],
  [
    "How it is put together",
    [
      ["stitch", "How fragments weigh against each other: by CPU time, added up, or each the same", oneOf("rate", "sum", "equal")],
      ["halfLife", "After this time fragments count half; “none”: never", WORDS],
      ["window", "Fragments before it are dropped", WORDS],
      ["modes", "The share of each mode in the union; empty: as they are", MODES],
      ["maxInstanceShare", "The most of an hour’s weight that one instance carries, of four or more; 1: no limit", NUMBER],
      ["keepStacks", "Whether full stacks are kept beside the edges", oneOf("true", "false")],
      ["buildStacks", "Builds whose stacks can be seen by themselves: those that sent last; 0: none", NUMBER],
    ],
  ],
  [
    "When it is served",
    [
      ["readyWeight", "Samples below which builds get nothing", NUMBER],
      ["neverInline", "Functions whose calls are not shown to compilers, so that these inline them as without a profile", NAMES],
      ["maxEdges", "Edges that are served; of more, the lightest are left out", NUMBER],
      ["maxBytes", "Bytes that are served; edges are left out until it has no more", NUMBER],
      ["gate", "A generation only on changes beyond chance, or on every change", oneOf("noise", "always")],
    ],
  ],
];

/** An object when it is one, else the text as it is, for the server to say what is wrong. */
function modes(text) {
  const found = {};
  for (const part of text.split(",").filter((piece) => piece.trim() !== "")) {
    const [mode, share, more] = part.split("=").map((piece) => piece.trim());
    if (!mode || !share || more !== undefined || !Number.isInteger(Number(share))) {
      return text;
    }
    found[mode] = Number(share);
  }
  return found;
}
