package dev.pgohub.merger;

/** What becomes of a fragment that was not seen before. */
sealed interface Verdict permits Admitted, Rejected {}
