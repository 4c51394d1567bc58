package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the records of the topics into the local copy. What a record does and the offset behind it
 * are written together, so that after a crash the copy goes on exactly where it stands.
 *
 * <p>When a topic turns out to be another one, it is read from the beginning, and what the copy
 * holds of it is served until {@link #finishRebuild} takes out what the new topic does not have.
 *
 * <p>All records of a tag, parts included, are in one partition of each topic. Thread-safe; records
 * of a partition must come in their order.
 */
public final class StoreFeed {

  private static final Logger log = LoggerFactory.getLogger(StoreFeed.class);

  /** Entries that one pass of {@link #finishRebuild} looks at while others wait. */
  private static final int SWEEP = 1000;

  private final Rocks rocks;
  private final RejectionLimits limits;
  private volatile Consumer<String> listener = tag -> {};
  private volatile Consumer<String> servedListener = tag -> {};
  private volatile long profiles;
  private volatile long contentBytes;
  private volatile long rejections;
  private volatile long statuses;

  StoreFeed(Rocks rocks, RejectionLimits limits) {
    this.rocks = rocks;
    this.limits = limits;
    profiles = rocks.getLong(StoreKeys.PROFILES, 0);
    contentBytes = rocks.getLong(StoreKeys.CONTENT_BYTES, 0);
    rejections = rocks.getLong(StoreKeys.REJECTIONS, 0);
    statuses = countStatuses();
  }

  private long countStatuses() {
    long[] count = {0};
    rocks.scan(StoreKeys.ALL_STATUSES, StoreKeys.ALL_STATUSES, (key, value) -> ++count[0] > 0);
    return count[0];
  }

  long statuses() {
    return statuses;
  }

  /**
   * Has a listener told the tag of each record that is brought, after it was. It must not wait for
   * anything. There is one listener.
   */
  public void onChange(Consumer<String> changes) {
    listener = changes;
  }

  /**
   * Has a listener told the tag of which something else may be served, after that was written and
   * before {@link #await} says so. It must not wait for anything. There is one listener.
   */
  public void onServedChange(Consumer<String> changes) {
    servedListener = changes;
  }

  long profiles() {
    return profiles;
  }

  long contentBytes() {
    return contentBytes;
  }

  long rejections() {
    return rejections;
  }

  /** The offset of the next record to bring: 0 for a partition not seen before. */
  public synchronized long nextOffset(Topic topic, int partition) {
    return rocks.getLong(StoreKeys.offset(topic, partition), 0);
  }

  /**
   * Says which topic the following records are from. When it is another one than before, all its
   * offsets begin at 0 again.
   */
  public synchronized void follow(Topic topic, Origin origin) {
    byte[] known = rocks.get(StoreKeys.origin(topic));
    String before = known == null ? "" : new String(known, UTF_8);
    if (before.equals(origin.toString())) {
      return;
    }
    write(
        change -> {
          change.put(StoreKeys.origin(topic), origin.toString().getBytes(UTF_8));
          if (known != null) {
            log.warn(
                "{} is {}, not {}: building its local copy anew",
                topic.topicName(),
                origin,
                before);
            beginRebuild(change, topic);
          }
          return Applied.STORED;
        });
  }

  /** Lets all offsets begin at 0 again, because the broker has not what the copy asks for. */
  public synchronized void rebuild(Topic topic, String reason) {
    log.warn("{}: building the local copy of {} anew", reason, topic.topicName());
    write(
        change -> {
          beginRebuild(change, topic);
          return Applied.STORED;
        });
  }

  private void beginRebuild(Change change, Topic topic) throws RocksDBException {
    change.put(StoreKeys.epoch(topic), Rocks.bytes(change.epoch(topic) + 1));
    List<byte[]> offsets = new ArrayList<>();
    byte[] prefix = StoreKeys.allOffsets(topic);
    change.scan(prefix, prefix, (key, value) -> offsets.add(key));
    for (byte[] offset : offsets) {
      change.delete(offset);
    }
  }

  /**
   * Takes out what was not seen since the copy of a topic was last built anew. To be called when
   * the end of the topics is reached; does nothing when none was built anew.
   */
  public void finishRebuild() {
    for (Topic topic : Topic.values()) {
      long epoch = Change.epoch(rocks, topic);
      if (Change.sweptEpoch(rocks, topic) != epoch) {
        sweep(topic);
        write(
            change -> {
              change.put(StoreKeys.sweptEpoch(topic), Rocks.bytes(epoch));
              return Applied.STORED;
            });
        log.info("built the local copy of {} anew", topic.topicName());
      }
    }
  }

  private void sweep(Topic topic) {
    switch (topic) {
      case MERGED, GENERATIONS -> {
        sweep(StoreKeys.ALL_PROFILES, (change, key) -> profile(change, topic, key));
        sweep(StoreKeys.ALL_STAGED, (change, key) -> profile(change, topic, key));
      }
      case POLICIES ->
          sweep(StoreKeys.ALL_CONTROLS, (change, key) -> new NoteChange(change).sweep(topic, key));
      case STATUS ->
          sweep(StoreKeys.ALL_STATUSES, (change, key) -> new NoteChange(change).sweep(topic, key));
      case REJECTIONS ->
          sweep(
              StoreKeys.ALL_REJECTIONS,
              (change, key) -> new RejectionChange(change, limits).sweep(key));
      case FRAGMENTS -> {}
    }
  }

  private static Applied profile(Change change, Topic topic, byte[] key) throws RocksDBException {
    ProfileName name = StoreKeys.name(key);
    return name.topic() == topic ? new ProfileChange(change).sweep(name) : Applied.SEEN;
  }

  private interface Sweep {
    Applied in(Change change, byte[] key) throws RocksDBException;
  }

  /** In passes, so that neither memory nor the time in which nothing else is written grows. */
  private void sweep(byte[] space, Sweep sweep) {
    byte[] from = space;
    List<byte[]> keys = new ArrayList<>();
    do {
      keys.clear();
      rocks.scan(from, space, (key, value) -> keys.add(key) && keys.size() < SWEEP);
      for (byte[] key : keys) {
        write(change -> sweep.in(change, key));
        from = key;
      }
    } while (keys.size() == SWEEP);
  }

  /**
   * Brings one record.
   *
   * @return what it did; a record that cannot be used changes nothing but the offset
   * @throws StoreException when the copy cannot be written; the record may be brought again
   */
  public synchronized Applied apply(
      Topic topic, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
    if (offset < nextOffset(topic, partition)) {
      return Applied.SEEN;
    }
    Applied applied =
        write(
            change -> {
              change.put(StoreKeys.offset(topic, partition), Rocks.bytes(offset + 1));
              return key == null
                  ? Applied.UNREADABLE
                  : apply(change, topic, partition, offset, key, value);
            });
    notifyAll();
    if (key != null && applied != Applied.UNREADABLE) {
      listener.accept(tagOf(key));
    }
    return applied;
  }

  /** All keys begin with the tag. */
  private static String tagOf(byte[] key) {
    int end = 0;
    while (end < key.length && key[end] != 0) {
      end++;
    }
    return new String(key, 0, end, UTF_8);
  }

  private Applied apply(
      Change change, Topic topic, int partition, long offset, byte[] key, byte @Nullable [] value)
      throws RocksDBException {
    try {
      return switch (topic) {
        case MERGED, GENERATIONS -> new ProfileChange(change).apply(topic, key, value);
        case POLICIES -> new NoteChange(change).control(key, value);
        case STATUS -> new NoteChange(change).status(key, value);
        case REJECTIONS ->
            new RejectionChange(change, limits).apply(rejections, partition, offset, key, value);
        case FRAGMENTS -> Applied.UNREADABLE;
      };
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return Applied.UNREADABLE;
    }
  }

  /**
   * Waits until a record was brought.
   *
   * @return whether it was, within the time
   */
  public synchronized boolean await(Topic topic, int partition, long offset, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (nextOffset(topic, partition) <= offset) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  private interface Step {
    Applied in(Change change) throws RocksDBException;
  }

  private synchronized Applied write(Step step) {
    try (Change change = new Change(rocks)) {
      Applied applied = step.in(change);
      long profilesThen = profiles + change.profiles();
      long contentBytesThen = contentBytes + change.contentBytes();
      long rejectionsThen = rejections + change.rejections();
      // With the change itself, so that nothing need be counted when the copy is opened.
      change.put(StoreKeys.PROFILES, Rocks.bytes(profilesThen));
      change.put(StoreKeys.CONTENT_BYTES, Rocks.bytes(contentBytesThen));
      change.put(StoreKeys.REJECTIONS, Rocks.bytes(rejectionsThen));
      change.write();
      profiles = profilesThen;
      contentBytes = contentBytesThen;
      rejections = rejectionsThen;
      statuses += change.statuses();
      change.served().forEach(servedListener);
      return applied;
    } catch (RocksDBException e) {
      throw new StoreException("the local copy cannot be written: " + e.getMessage(), e);
    }
  }
}
