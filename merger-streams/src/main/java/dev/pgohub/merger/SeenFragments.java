package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import java.nio.ByteBuffer;
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

  /** What {@link #offsetOf} says of an id that was not added, or is forgotten. */
  long UNKNOWN = -1;

  /** What {@link #offsetOf} says of an id that was added without an offset. */
  long NO_OFFSET = -2;

  /** The offset with which an id was added, less than the retention before a time. */
  long offsetOf(ProfileTag tag, String id, long timeMillis);

  /** Adds an id. */
  void add(ProfileTag tag, String id, long timeMillis);

  /** Adds an id with the offset of its fragment, of which it is not known yet whether it is fit. */
  void add(ProfileTag tag, String id, long timeMillis, long offset);

  /** Forgets an id that was added at that time. */
  void remove(ProfileTag tag, String id, long timeMillis);

  /** The same, but that an id that is added is forgotten when all is taken back. */
  default SeenFragments guarded(Savepoint savepoint) {
    SeenFragments seen = this;
    return new SeenFragments() {
      @Override
      public boolean contains(ProfileTag tag, String id, long timeMillis) {
        return seen.contains(tag, id, timeMillis);
      }

      @Override
      public long offsetOf(ProfileTag tag, String id, long timeMillis) {
        return seen.offsetOf(tag, id, timeMillis);
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis, long offset) {
        savepoint.note(() -> seen.remove(tag, id, timeMillis));
        seen.add(tag, id, timeMillis, offset);
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        savepoint.note(() -> seen.remove(tag, id, timeMillis));
        seen.add(tag, id, timeMillis);
      }

      @Override
      public void remove(ProfileTag tag, String id, long timeMillis) {
        seen.remove(tag, id, timeMillis);
      }
    };
  }

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
      public long offsetOf(ProfileTag tag, String id, long timeMillis) {
        long from = Math.max(0, timeMillis - retention.toMillis() + 1);
        try (var times = store.fetch(key(tag, id), from, Long.MAX_VALUE)) {
          if (!times.hasNext()) {
            return UNKNOWN;
          }
          byte[] value = times.next().value;
          return value.length == Long.BYTES ? ByteBuffer.wrap(value).getLong() : NO_OFFSET;
        }
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        store.put(key(tag, id), SEEN, timeMillis);
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis, long offset) {
        byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
        store.put(key(tag, id), value, timeMillis);
      }

      @Override
      public void remove(ProfileTag tag, String id, long timeMillis) {
        store.put(key(tag, id), null, timeMillis);
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
      public long offsetOf(ProfileTag tag, String id, long timeMillis) {
        return contains(tag, id, timeMillis) ? NO_OFFSET : UNKNOWN;
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis, long offset) {
        add(tag, id, timeMillis);
      }

      @Override
      public void add(ProfileTag tag, String id, long timeMillis) {
        times.put(tag + "\0" + id, timeMillis);
      }

      @Override
      public void remove(ProfileTag tag, String id, long timeMillis) {
        times.remove(tag + "\0" + id);
      }
    };
  }
}
