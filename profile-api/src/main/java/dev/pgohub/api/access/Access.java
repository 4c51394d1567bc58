package dev.pgohub.api.access;

import dev.pgohub.schemas.ProfileTag;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What the sender of the present request may, for handlers that learn of the tag by themselves.
 * Thread-safe; it speaks of the request that the calling thread answers.
 */
public final class Access {

  private final boolean isNeeded;
  private final Refusals refusals;

  /**
   * @param isNeeded whether anybody needs a token
   */
  Access(boolean isNeeded, Refusals refusals) {
    this.isNeeded = isNeeded;
    this.refusals = refusals;
  }

  /** Whether anybody needs a token, so that answers differ from one to the other. */
  public boolean isNeeded() {
    return isNeeded;
  }

  /** The sender. */
  public Caller caller() {
    if (!isNeeded) {
      return Caller.ANYONE;
    }
    Authentication known = SecurityContextHolder.getContext().getAuthentication();
    if (known != null && known.getPrincipal() instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException("a request came here without a token");
  }

  /**
   * Goes on only when the sender may.
   *
   * @throws dev.pgohub.api.problem.HttpProblem 403
   */
  public void require(Right right, ProfileTag tag) {
    Caller caller = caller();
    if (!caller.may(right, tag.value())) {
      throw refusals.forbidden(caller, right.code() + " tag " + tag);
    }
  }
}
