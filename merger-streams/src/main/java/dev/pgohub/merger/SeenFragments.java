package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids of the fragments that were admitted, for as long as they are retained. Time is that of
 * the records, which the broker sets.
 */
interface SeenFragments {

  /** Whether an id was added. */
  boolean contains(ProfileTag tag, String id);

  /** Adds an id. */
  void add(ProfileTag tag, String id, long timeMillis);

  /** In a store, which leaves out by itself what is older than its retention. */
  static SeenFragments in(WindowStore<byte[], byte[]> store) {
    return new SeenFragments() {
      private static final byte[] SEEN = {1};

      @Override
      public boolean contains(ProfileTag tag, String id) {
        try (var times = store.fetch(key(tag, id), 0, Long.MAX_VALUE)) {
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
      private long now;

      @Override
      public boolean contains(ProfileTag tag, String id) {
        Long added = times.get(tag + "\0" + id);
        return added != null && added > now - retention.toMillis();
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        now = Math.max(now, timeMillis);
        times.put(tag + "\0" + id, timeMillis);
      }
    };
  }
}
