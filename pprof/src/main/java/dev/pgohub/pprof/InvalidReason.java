package dev.pgohub.pprof;

import java.util.Locale;

/** Why a profile was refused. The codes are stable: programs switch on them. */
public enum InvalidReason {
  /** There are no bytes. */
  EMPTY,
  /** The bytes are something else than a pprof profile, such as a page or a legacy text profile. */
  NOT_PPROF,
  /** The bytes end too early. */
  TRUNCATED,
  /** More bytes, inflated, than the limit. */
  TOO_LARGE,
  /** More samples than the limit. */
  TOO_MANY_SAMPLES,
  /** A profile that contradicts itself: dangling or duplicate ids, missing values. */
  MALFORMED,
  /** A function or file name longer than the limit. */
  NAME_TOO_LONG,
  /** A profile of something else than CPU time: heap, mutex, goroutines, wall clock. */
  NOT_CPU,
  /** A sample counts less than nothing, as in the difference of two profiles. */
  NEGATIVE_VALUE,
  /** The samples add up to more than any real profile holds. */
  WEIGHT_TOO_LARGE,
  /** There is no sample, or all of them count nothing. */
  NO_SAMPLES,
  /** No function has a start line, so that no compiler could use the profile. */
  UNSYMBOLIZED;

  /** The code as it stands in messages and answers: lower case, words joined by {@code _}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
