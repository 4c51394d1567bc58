package dev.pgohub.api.access;

import dev.pgohub.schemas.TagPattern;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who asks, and what they may. Immutable.
 *
 * @param name of the token
 * @param rights all that it has
 * @param tags of which it has them
 */
public record Caller(String name, Set<Right> rights, TagPattern tags) {

  /** Who asks where nobody needs a token. */
  static final Caller ANYONE = new Caller("anyone", EnumSet.allOf(Right.class), TagPattern.ALL);

  /** Copies them. */
  public Caller {
    rights = Set.copyOf(rights);
  }

  /** Whether something may be done with a tag. */
  public boolean may(Right right, String tag) {
    return rights.contains(right) && tags.covers(tag);
  }

  /** Whether something may be done with the whole hub. */
  boolean mayForAll(Right right) {
    return rights.contains(right) && tags.coversAll();
  }

  /** Whether something may be done with some tag. */
  boolean mayForSome(Right right) {
    return rights.contains(right);
  }
}
