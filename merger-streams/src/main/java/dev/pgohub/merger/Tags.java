package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.RefusalCount;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

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
    ProfileTag tag = fragment.owner().tag();
    TagState state = state(tag);
    put(
        tag,
        state.toBuilder()
            .setDirty(true)
            .setFragments(Sums.add(state.getFragments(), 1))
            .setWeight(Sums.add(state.getWeight(), fragment.weight()))
            .setLastStart(Math.max(state.getLastStart(), fragment.startNanos()))
            .build());
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
    put(tag, state(tag).toBuilder().setDirty(true).build());
    return true;
  }

  /** Shows the dirty tags until one is refused. */
  void eachDirty(Predicate<ProfileTag> wantsMore) {
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        if (isTag(entry.key)
            && States.tag(entry.value).getDirty()
            && !wantsMore.test(ProfileTag.of(new String(entry.key, US_ASCII)))) {
          return;
        }
      }
    }
  }

  private static byte[] key(ProfileTag tag) {
    return tag.value().getBytes(US_ASCII);
  }

  private static boolean isTag(byte[] key) {
    return key[key.length - 1] != 0; // a TagMode ends in NUL
  }
}
