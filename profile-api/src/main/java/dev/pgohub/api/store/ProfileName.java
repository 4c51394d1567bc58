package dev.pgohub.api.store;

import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;

/**
 * What a merged profile is of.
 *
 * @param tag the tag
 * @param mode the mode, or {@link ProfileMode#NONE} for the union of all modes
 * @param edition which of its merged profiles
 */
public record ProfileName(ProfileTag tag, ProfileMode mode, Edition edition) {

  /** The latest generation. */
  public static ProfileName current(ProfileTag tag, ProfileMode mode) {
    return new ProfileName(tag, mode, Edition.CURRENT);
  }

  /** The merge as of now, before the gate. */
  public static ProfileName live(ProfileTag tag, ProfileMode mode) {
    return new ProfileName(tag, mode, Edition.LIVE);
  }

  /** The topic that brings it. */
  Topic topic() {
    return edition.isDigest() ? Topic.GENERATIONS : Topic.MERGED;
  }
}
