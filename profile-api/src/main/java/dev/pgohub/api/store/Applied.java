package dev.pgohub.api.store;

/** What a record of {@code merged-profiles} did to the local copy. */
public enum Applied {
  /** A generation is served from now on. */
  STORED,
  /** A part waits for the record that completes its generation. */
  STAGED,
  /** A profile, or a part, is no more. */
  DELETED,
  /** Refused: the content does not have the digest that the facts name. */
  BAD_DIGEST,
  /** Refused: parts are missing, as happens where compaction took them for a later generation. */
  INCOMPLETE,
  /** Refused: not a record of this project. */
  UNREADABLE,
  /** Passed over: the copy already has it. */
  SEEN
}
