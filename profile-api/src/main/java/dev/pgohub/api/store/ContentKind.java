package dev.pgohub.api.store;

/** The two contents of a merged profile. */
public enum ContentKind {
  /** gzip pprof for the compiler. */
  DEFAULT_PGO,
  /** gzip pprof with full stacks, for people. */
  STACKS
}
