package dev.pgohub.pprof;

import java.util.Objects;

/**
 * What a PGO compiler knows a call by. Immutable.
 *
 * @param caller name of the calling function; empty when the profile does not say
 * @param callee name of the called function; empty when the profile does not say
 * @param offset lines from the first line of the caller to the call; negative when a profile says
 *     so
 */
public record Edge(String caller, String callee, long offset) {

  /** Checks that nothing is null. */
  public Edge {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(callee, "callee");
  }
}
