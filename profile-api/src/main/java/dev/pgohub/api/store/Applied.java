package dev.pgohub.api.store;

/** What a record did to the local copy. */
public enum Applied {
  /** What it says holds from now on. */
  STORED,
  /** A part waits for the record that completes its generation. */
  STAGED,
  /** What it names is no more. */
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
