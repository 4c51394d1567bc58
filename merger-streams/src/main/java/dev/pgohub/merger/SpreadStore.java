package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.HeldFragment;
import dev.pgohub.merger.state.ShardPart;
import dev.pgohub.merger.state.SpreadState;
import dev.pgohub.schemas.ProfileTag;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Where the rounds of tags are, and what waits in them. Keys: the tag → {@code SpreadState}; tag
 * NUL 'f' round offset → {@code HeldFragment}; tag NUL 'p' number → a {@code ShardPart} that could
 * not be added.
 */
final class SpreadStore {

  private final KeyValueStore<byte[], byte[]> store;

  SpreadStore(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  SpreadState state(ProfileTag tag) {
    byte[] value = store.get(key(tag));
    return value == null ? SpreadState.getDefaultInstance() : parse(value);
  }

  void put(ProfileTag tag, SpreadState state) {
    store.put(key(tag), state.toByteArray());
  }

  /** Shows all tags that have rounds. */
  void each(BiConsumer<ProfileTag, SpreadState> visitor) {
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        String key = new String(entry.key, US_ASCII);
        if (key.indexOf('\0') < 0) {
          visitor.accept(ProfileTag.of(key), parse(entry.value));
        }
      }
    }
  }

  void hold(ProfileTag tag, long round, long offset, HeldFragment fragment) {
    store.put(key(tag, 'f', round, offset), fragment.toByteArray());
  }

  /**
   * A fragment that was held.
   *
   * @param key in this store
   */
  record Held(byte[] key, long offset, HeldFragment fragment) {}

  /** The fragments that are held in a round, the earliest first. */
  List<Held> held(ProfileTag tag, long round, int limit) {
    List<Held> held = new ArrayList<>();
    byte[] prefix = key(tag, 'f', round);
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      while (entries.hasNext() && held.size() < limit) {
        var entry = entries.next();
        long offset = ByteBuffer.wrap(entry.key).getLong(prefix.length);
        held.add(new Held(entry.key, offset, HeldFragment.parseFrom(entry.value)));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged fragment of " + tag, e);
    }
    return held;
  }

  /** Keeps a part for later. */
  void keep(ProfileTag tag, ShardPart part) {
    long number = parts(tag, Integer.MAX_VALUE).size();
    store.put(key(tag, 'p', number), part.toByteArray());
  }

  /**
   * A part that was kept.
   *
   * @param key in this store
   */
  record Kept(byte[] key, ShardPart part) {}

  /** Parts that were kept, the earliest first. */
  List<Kept> parts(ProfileTag tag, int limit) {
    List<Kept> parts = new ArrayList<>();
    byte[] prefix = key(tag, 'p');
    try (var entries = store.prefixScan(prefix, new ByteArraySerializer())) {
      while (entries.hasNext() && parts.size() < limit) {
        var entry = entries.next();
        parts.add(new Kept(entry.key, ShardPart.parseFrom(entry.value)));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged part of " + tag, e);
    }
    return parts;
  }

  void delete(byte[] key) {
    store.delete(key);
  }

  /** Forgets a tag that has no round. */
  void delete(ProfileTag tag) {
    store.delete(key(tag));
  }

  private static SpreadState parse(byte[] value) {
    try {
      return SpreadState.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged state of rounds", e);
    }
  }

  private static byte[] key(ProfileTag tag, long... numbers) {
    byte[] name = tag.value().getBytes(US_ASCII);
    if (numbers.length == 0) {
      return name;
    }
    // The first number is a letter.
    ByteBuffer key = ByteBuffer.allocate(name.length + 2 + (numbers.length - 1) * Long.BYTES);
    key.put(name).put((byte) 0).put((byte) numbers[0]);
    for (int i = 1; i < numbers.length; i++) {
      key.putLong(numbers[i]);
    }
    return key.array();
  }
}
