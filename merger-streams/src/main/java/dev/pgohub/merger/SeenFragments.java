package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids of the fragments that were admitted, for as long as the store retains them. Time is that
 * of the records, which the broker sets.
 */
final class SeenFragments {

  private static final byte[] SEEN = {1};

  private final WindowStore<byte[], byte[]> store;

  SeenFragments(WindowStore<byte[], byte[]> store) {
    this.store = store;
  }

  boolean contains(ProfileTag tag, String id) {
    // The store leaves out by itself what is older than its retention.
    try (var times = store.fetch(key(tag, id), 0, Long.MAX_VALUE)) {
      return times.hasNext();
    }
  }

  void add(ProfileTag tag, String id, long timeMillis) {
    store.put(key(tag, id), SEEN, timeMillis);
  }

  private static byte[] key(ProfileTag tag, String id) {
    return (tag + "\0" + id).getBytes(US_ASCII);
  }
}
