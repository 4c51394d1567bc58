package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the fragments that were admitted, for as long as they are retained. Time is that of
 * the records, which the broker sets. When an id is forgotten depends on the records of its tag
 * alone, so that the same fragments are duplicates when they are merged again.
 *
 * <p>What is forgotten is taken out of the store later, a stretch of it for every so many ids that
 * are added: the store holds at most about a seventh more than what is retained, and the work for
 * it follows the fragments. Not thread-safe.
 */
final class SeenFragments {

  /** What {@link #offsetOf} says of an id that was not added, or is forgotten. */
  static final long UNKNOWN = -1;

  /** What {@link #offsetOf} says of an id that was added without an offset. */
  static final long NO_OFFSET = -2;

  /** Bytes of the SHA-256 of a tag and an id that stand for them: no two are ever the same. */
  private static final int KEY_BYTES = 12;

  /** Bytes of a time in milliseconds, until the year 10889. */
  private static final int TIME_BYTES = 6;

  /** Behind all keys. */
  private static final byte[] LAST = new byte[KEY_BYTES + 1];

  static {
    Arrays.fill(LAST, (byte) 0xff);
  }

  /** Ids that are added until a stretch of the store is looked through. */
  static final int ADDED = 256;

  /** Entries of such a stretch. */
  private static final int STRETCH = 4 * ADDED;

  /** How much longer ids stay in the store, as clocks of brokers differ. */
  private static final long SLACK_MILLIS = 3_600_000;

  private final KeyValueStore<byte[], byte[]> store;
  private final long retentionMillis;
  private final MessageDigest digest;
  private int added;
  private long addedMillis;
  private byte @Nullable [] next;

  /**
   * @param store hash of tag and id → when it was added, and if it has one the offset
   */
  SeenFragments(KeyValueStore<byte[], byte[]> store, Duration retention) {
    this.store = store;
    this.retentionMillis = retention.toMillis();
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether an id was added less than the retention before a time. */
  boolean contains(ProfileTag tag, String id, long timeMillis) {
    return offsetOf(tag, id, timeMillis) != UNKNOWN;
  }

  /** The offset with which an id was added, less than the retention before a time. */
  long offsetOf(ProfileTag tag, String id, long timeMillis) {
    byte[] value = store.get(key(tag, id));
    if (value == null || added(value) <= timeMillis - retentionMillis) {
      return UNKNOWN;
    }
    return value.length == TIME_BYTES ? NO_OFFSET : ByteBuffer.wrap(value).getLong(TIME_BYTES);
  }

  /** Adds an id. */
  void add(ProfileTag tag, String id, long timeMillis) {
    add(key(tag, id), timeMillis, value(timeMillis, TIME_BYTES));
  }

  /** Adds an id with the offset of its fragment, of which it is not known yet whether it is fit. */
  void add(ProfileTag tag, String id, long timeMillis, long offset) {
    add(key(tag, id), timeMillis, value(timeMillis, TIME_BYTES + Long.BYTES).putLong(offset));
  }

  private void add(byte[] key, long timeMillis, ByteBuffer value) {
    store.put(key, value.array());
    added++;
    addedMillis = timeMillis;
    if (next == null) {
      next = key; // as good as any, and another one after each start
    }
  }

  /** Forgets an id that was added at that time. */
  void remove(ProfileTag tag, String id, long timeMillis) {
    byte[] key = key(tag, id);
    byte[] value = store.get(key);
    if (value != null && added(value) == timeMillis) {
      store.delete(key);
    }
  }

  /** Takes some of what is forgotten out of the store, if enough was added since the last time. */
  void cleanUp() {
    if (added < ADDED || next == null) {
      return;
    }
    added = 0;
    long goneMillis = addedMillis - retentionMillis - SLACK_MILLIS;
    List<byte[]> gone = new ArrayList<>();
    int seen = 0;
    try (var entries = store.range(next, LAST)) {
      while (entries.hasNext() && seen < STRETCH) {
        var entry = entries.next();
        next = entry.key;
        seen++;
        if (added(entry.value) <= goneMillis) {
          gone.add(entry.key);
        }
      }
    }
    if (seen < STRETCH) {
      next = new byte[KEY_BYTES]; // from the first one again
    }
    gone.forEach(store::delete);
  }

  private static ByteBuffer value(long timeMillis, int bytes) {
    return ByteBuffer.allocate(bytes)
        .putShort((short) (timeMillis >>> 32))
        .putInt((int) timeMillis);
  }

  private static long added(byte[] value) {
    ByteBuffer time = ByteBuffer.wrap(value);
    return (time.getShort() & 0xffffL) << 32 | time.getInt() & 0xffff_ffffL;
  }

  private byte[] key(ProfileTag tag, String id) {
    return Arrays.copyOf(digest.digest((tag + "\0" + id).getBytes(US_ASCII)), KEY_BYTES);
  }
}
