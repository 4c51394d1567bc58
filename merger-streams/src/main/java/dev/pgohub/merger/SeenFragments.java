package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids of the fragments that were admitted, for as long as they are retained. Time is that of
 * the records, which the broker sets. When an id is forgotten depends on the records of its tag
 * alone, so that the same fragments are duplicates when they are merged again.
 */
interface SeenFragments {

  /** Whether an id was added less than the retention before a time. */
  boolean contains(ProfileTag tag, String id, long timeMillis);

  /** Adds an id. */
  void add(ProfileTag tag, String id, long timeMillis);

  /** In a store, which drops by itself what is older than its retention. */
  static SeenFragments in(WindowStore<byte[], byte[]> store, Duration retention) {
    return new SeenFragments() {
      private static final byte[] SEEN = {1};

      @Override
      public boolean contains(ProfileTag tag, String id, long timeMillis) {
        // The store itself keeps what another tag's time has not driven out yet.
        long from = Math.max(0, timeMillis - retention.toMillis() + 1);
        try (var times = store.fetch(key(tag, id), from, Long.MAX_VALUE)) {
          return times.hasNext();
        }
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        store.put(key(tag, id), SEEN, timeMillis);
      }

      private byte[] key(ProfileTag tag, String id) {
        return (tag + "\0" + id).getBytes(US_ASCII);
      }
    };
  }

  /** On the heap, for a merge that nobody goes on with. */
  static SeenFragments onHeap(Duration retention) {
    return new SeenFragments() {
      private final Map<String, Long> times = new HashMap<>();

      @Override
      public boolean contains(ProfileTag tag, String id, long timeMillis) {
        Long added = times.get(tag + "\0" + id);
        return added != null && added > timeMillis - retention.toMillis();
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        times.put(tag + "\0" + id, timeMillis);
      }
    };
  }
}
