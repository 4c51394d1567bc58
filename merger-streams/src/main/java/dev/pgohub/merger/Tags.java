package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.RefusalCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What is counted of each tag of a partition, and what is published of it. */
final class Tags {

  private static final int MAX_DETAIL = 400;

  private final KeyValueStore<byte[], byte[]> store;

  /**
   * @param store tag → {@code TagState}; {@link TagMode} → {@code OutputState}
   */
  Tags(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /** What is counted of a tag; the empty state when nothing was. */
  TagState state(ProfileTag tag) {
    byte[] value = store.get(key(tag));
    return value == null ? TagState.getDefaultInstance() : States.tag(value);
  }

  void put(ProfileTag tag, TagState state) {
    store.put(key(tag), state.toByteArray());
  }

  /** What is published; the empty state when nothing was. */
  OutputState output(TagMode output) {
    byte[] value = store.get(output.toBytes());
    try {
      return value == null ? OutputState.getDefaultInstance() : OutputState.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged output of " + output, e);
    }
  }

  void put(TagMode output, OutputState state) {
    store.put(output.toBytes(), state.toByteArray());
  }

  /** Counts a fragment that was folded: the tag is dirty. */
  void countFolded(Admitted fragment) {
    countFolded(fragment.owner().tag(), List.of(fragment));
  }

  /** Counts fragments of a tag that were folded. */
  void countFolded(ProfileTag tag, List<Admitted> fragments) {
    TagState.Builder state = state(tag).toBuilder().setDirty(true).setWaits(false);
    for (Admitted fragment : fragments) {
      state
          .setFragments(Sums.add(state.getFragments(), 1))
          .setWeight(Sums.add(state.getWeight(), fragment.weight()))
          .setLastStart(Math.max(state.getLastStart(), fragment.startNanos()));
    }
    put(tag, state.build());
  }

  /** Counts a fragment that was dropped as seen before. */
  void countDuplicate(ProfileTag tag) {
    TagState state = state(tag);
    put(tag, state.toBuilder().setDirty(true).setDuplicates(state.getDuplicates() + 1).build());
  }

  /** Counts a fragment that was refused. */
  void countRefused(ProfileTag tag, RefusedException why, long arrivedMillis) {
    TagState state = state(tag);
    long before =
        state.getRefusalsOrDefault(why.reason(), RefusalCount.getDefaultInstance()).getCount();
    String detail = String.valueOf(why.getMessage());
    put(
        tag,
        state.toBuilder()
            .setDirty(true)
            .putRefusals(
                why.reason(),
                RefusalCount.newBuilder()
                    .setReason(why.reason())
                    .setCount(before + 1)
                    .setLastUnixMillis(arrivedMillis)
                    .setLastDetail(detail.substring(0, Math.min(detail.length(), MAX_DETAIL)))
                    .build())
            .build());
  }

  /** Notes that something was said about a tag; of one that has nothing, nothing can be settled. */
  boolean touch(ProfileTag tag) {
    if (store.get(key(tag)) == null) {
      return false;
    }
    try {
      put(tag, state(tag).toBuilder().setDirty(true).build());
    } catch (IllegalStateException e) {
      // Damaged: whoever settles it will tell.
    }
    return true;
  }

  /** Shows the dirty tags until one is refused; those that cannot be read are among them. */
  void eachDirty(Predicate<ProfileTag> wantsMore) {
    eachValue(
        (tag, value) -> {
          TagState state = readable(value);
          return (state != null && !state.getDirty()) || wantsMore.test(tag);
        });
  }

  /** Shows all tags that can be read, until one is refused. */
  void each(BiPredicate<ProfileTag, TagState> wantsMore) {
    eachValue(
        (tag, value) -> {
          TagState state = readable(value);
          return state == null || wantsMore.test(tag, state);
        });
  }

  private void eachValue(BiPredicate<ProfileTag, byte[]> wantsMore) {
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        if (isTag(entry.key)
            && !wantsMore.test(ProfileTag.of(new String(entry.key, US_ASCII)), entry.value)) {
          return;
        }
      }
    }
  }

  /** Whether what was folded of a tag is to be settled; of one that cannot be read: yes. */
  boolean isUnsettled(ProfileTag tag) {
    byte[] value = store.get(key(tag));
    TagState state = value == null ? TagState.getDefaultInstance() : readable(value);
    return state == null || (state.getDirty() && !state.getWaits());
  }

  private static @Nullable TagState readable(byte[] value) {
    try {
      return States.tag(value);
    } catch (IllegalStateException e) {
      return null; // whoever settles it will tell
    }
  }

  /** All that is published of a tag. */
  Map<TagMode, OutputState> outputs(ProfileTag tag) {
    Map<TagMode, OutputState> found = new LinkedHashMap<>();
    try (var entries = store.prefixScan(TagMode.prefixOf(tag), new ByteArraySerializer())) {
      while (entries.hasNext()) {
        TagMode output = TagMode.parse(entries.next().key);
        found.put(output, output(output));
      }
    }
    return found;
  }

  /** Forgets a tag and what is published of it. */
  void delete(ProfileTag tag) {
    outputs(tag).keySet().forEach(output -> store.delete(output.toBytes()));
    store.delete(key(tag));
  }

  private static byte[] key(ProfileTag tag) {
    return tag.value().getBytes(US_ASCII);
  }

  private static boolean isTag(byte[] key) {
    return key[key.length - 1] != 0; // a TagMode ends in NUL
  }
}
