package dev.pgohub.api.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the local copy has to say about tags besides their profiles. Thread-safe. */
public final class TagNotes {

  private static final byte[][] SPACES = {
    StoreKeys.ALL_PROFILES, StoreKeys.ALL_STATUSES, StoreKeys.ALL_CONTROLS, StoreKeys.ALL_REJECTIONS
  };

  private final Rocks rocks;

  TagNotes(Rocks rocks) {
    this.rocks = rocks;
  }

  /** What the merger knows about a tag. */
  public Optional<TagStatus> status(ProfileTag tag) {
    return read(StoreKeys.status(tag), TagStatus.parser());
  }

  /** Whether the merger knows a tag. */
  public boolean hasStatus(ProfileTag tag) {
    return rocks.get(StoreKeys.status(tag)) != null;
  }

  /** The fields that were set for a tag. */
  public Optional<TagPolicy> policy(ProfileTag tag) {
    return control(tag, ControlKey.Kind.POLICY, TagPolicy.parser());
  }

  /** The generation that is held. */
  public Optional<Hold> hold(ProfileTag tag) {
    return control(tag, ControlKey.Kind.HOLD, Hold.parser());
  }

  /** Where the tag is published to. */
  public Optional<PublicationTarget> publication(ProfileTag tag) {
    return control(tag, ControlKey.Kind.PUBLICATION, PublicationTarget.parser());
  }

  /** What became of it. */
  public Optional<PublicationResult> published(ProfileTag tag) {
    return control(tag, ControlKey.Kind.PUBLISHED, PublicationResult.parser());
  }

  private <T extends Message> Optional<T> control(
      ProfileTag tag, ControlKey.Kind kind, Parser<T> parser) {
    return read(StoreKeys.control(new ControlKey(tag, kind)), parser);
  }

  private <T extends Message> Optional<T> read(byte[] key, Parser<T> parser) {
    byte[] dated = rocks.get(key);
    try {
      return dated == null ? Optional.empty() : Optional.of(parser.parseFrom(Dated.value(dated)));
    } catch (InvalidProtocolBufferException e) {
      throw new StoreException("what the local copy says about a tag cannot be read", e);
    }
  }

  /**
   * What was last refused of a tag, the newest first.
   *
   * @param reason only those with this code; empty: all
   * @param limit the most of them
   */
  public List<StoredRejection> rejections(ProfileTag tag, String reason, int limit) {
    List<StoredRejection> found = new ArrayList<>();
    byte[] prefix = StoreKeys.rejectionsOf(tag);
    rocks.scan(
        prefix,
        prefix,
        (key, value) -> {
          StoredRejection rejection = RejectionChange.read(value);
          if (reason.isEmpty() || rejection.reason().equals(reason)) {
            found.add(rejection);
          }
          return found.size() < limit;
        });
    return found;
  }

  /** Whether anything at all is known about a tag. */
  public boolean isKnown(ProfileTag tag) {
    for (byte[] space : SPACES) {
      byte[] prefix = StoreKeys.ofTag(space, tag);
      if (first(prefix, prefix) != null) {
        return true;
      }
    }
    return false;
  }

  /**
   * Tags of which anything is known, in the order of their characters.
   *
   * @param start with which all begin; empty: any
   * @param after they begin behind this name, which need not be a tag; empty: with the first
   * @param wanted which of them; others are passed over
   * @param limit the most of them
   * @param looks the most tags that are looked at
   */
  public TagNames tags(String start, String after, Predicate<String> wanted, int limit, int looks) {
    List<String> names = new ArrayList<>();
    String last = after;
    for (int looked = 0; looked < looks; looked++) {
      String next = next(start, last);
      if (next.isEmpty()) {
        return new TagNames(names, "");
      }
      if (wanted.test(next)) {
        if (names.size() == limit) {
          return new TagNames(names, last);
        }
        names.add(next);
      }
      last = next;
    }
    return new TagNames(names, last);
  }

  /**
   * A page of tags.
   *
   * @param names of the tags
   * @param last behind which the next page begins; empty: there is none
   */
  public record TagNames(List<String> names, String last) {}

  private String next(String start, String after) {
    String least = "";
    for (byte[] space : SPACES) {
      byte[] all = StoreKeys.tagsThatBegin(space, start);
      boolean isBehind = after.compareTo(start) >= 0 && !after.isEmpty();
      byte[] key = first(isBehind ? StoreKeys.after(space, after) : all, all);
      String tag = key == null ? "" : StoreKeys.tag(key);
      if (least.isEmpty() || (!tag.isEmpty() && tag.compareTo(least) < 0)) {
        least = tag;
      }
    }
    return least;
  }

  private byte @Nullable [] first(byte[] from, byte[] prefix) {
    List<byte[]> keys = new ArrayList<>();
    rocks.scan(from, prefix, (key, value) -> !keys.add(key));
    return keys.isEmpty() ? null : keys.get(0);
  }
}
