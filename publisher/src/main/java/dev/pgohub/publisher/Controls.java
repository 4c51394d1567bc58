package dev.pgohub.publisher;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said about tags in {@code profile-policies}, as far as it concerns publishing: of all
 * tags, since it is small and may stand in any partition. Not thread-safe.
 */
final class Controls {

  private static final Logger log = LoggerFactory.getLogger(Controls.class);

  /** What is said about one tag; at least one of them is there. */
  record Control(
      Optional<PublicationTarget> target, Optional<Hold> hold, Optional<PublicationResult> result) {

    static final Control NOTHING =
        new Control(Optional.empty(), Optional.empty(), Optional.empty());

    /** What became of the last publication; the empty one when there was none. */
    PublicationResult lastResult() {
      return result.orElse(PublicationResult.getDefaultInstance());
    }
  }

  private final Map<ProfileTag, Control> controls = new HashMap<>();
  private final int maxTags;
  private boolean told;

  /**
   * @param maxTags how many tags are kept; what is said of more is left out
   */
  Controls(int maxTags) {
    this.maxTags = maxTags;
  }

  /** Takes a record of the topic; what cannot be read is left out. */
  void apply(byte @Nullable [] key, byte @Nullable [] value) {
    try {
      if (key != null) {
        apply(ControlKey.parse(key), value);
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      log.warn("a record of profile-policies cannot be read: {}", e.getMessage());
    }
  }

  private void apply(ControlKey key, byte @Nullable [] value)
      throws InvalidProtocolBufferException {
    Control before = controls.getOrDefault(key.tag(), Control.NOTHING);
    Control after =
        switch (key.kind()) {
          case POLICY -> before;
          case HOLD ->
              new Control(
                  before.target,
                  value == null ? Optional.empty() : Optional.of(Hold.parseFrom(value)),
                  before.result);
          case PUBLICATION ->
              new Control(
                  value == null
                      ? Optional.empty()
                      : Optional.of(PublicationTarget.parseFrom(value)),
                  before.hold,
                  before.result);
          case PUBLISHED ->
              new Control(
                  before.target,
                  before.hold,
                  value == null
                      ? Optional.empty()
                      : Optional.of(PublicationResult.parseFrom(value)));
        };
    put(key.tag(), after);
  }

  /** Takes a result before it is read from the topic. */
  void applyResult(ProfileTag tag, PublicationResult result) {
    Control before = of(tag);
    put(tag, new Control(before.target, before.hold, Optional.of(result)));
  }

  private void put(ProfileTag tag, Control control) {
    if (control.equals(Control.NOTHING)) {
      controls.remove(tag);
    } else if (controls.size() < maxTags || controls.containsKey(tag)) {
      controls.put(tag, control);
    } else if (!told) {
      told = true;
      log.error(
          "more than {} tags have a publication or a hold (PGOHUB_MAX_PUBLICATIONS); the others are"
              + " not published",
          maxTags);
    }
  }

  Control of(ProfileTag tag) {
    return controls.getOrDefault(tag, Control.NOTHING);
  }

  /** All tags about which something is said. */
  Map<ProfileTag, Control> all() {
    return controls;
  }
}
