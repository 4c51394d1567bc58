// What codes mean, in words.

/** Why a generation was published. */
export const WHY = {
  first: "the first one",
  policy: "the policy asked for another mixture",
  changed: "hot edges changed by more than chance explains",
  grown: "ten times as many samples as before",
  always: "the policy asks for one on every change",
};

/** What the gate decided last. */
export const DECISIONS = {
  first: "The first generation was published.",
  policy: "A generation was published because the policy asked for another mixture.",
  changed: "A generation was published: more changed than chance explains.",
  grown: "A generation was published: there were ten times as many samples as before.",
  always: "A generation was published: the policy asks for one on every change.",
  unchanged: "What is served is kept: nothing changed beyond what chance explains.",
  not_ready: "There are not yet enough samples.",
};
