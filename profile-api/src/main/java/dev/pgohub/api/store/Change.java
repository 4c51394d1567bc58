package dev.pgohub.api.store;

import dev.pgohub.schemas.Topic;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** One change of the local copy, written as a whole or, after a crash, not at all. */
final class Change implements AutoCloseable {

  private static final long FIRST_EPOCH = 1;

  private final Rocks rocks;
  private final WriteBatch batch = new WriteBatch();
  private final Set<String> served = new HashSet<>();
  private long profiles;
  private long contentBytes;
  private long rejections;
  private long statuses;

  Change(Rocks rocks) {
    this.rocks = rocks;
  }

  /** How many profiles more there are after it; negative: fewer. */
  long profiles() {
    return profiles;
  }

  /** How many bytes of content more there are after it; negative: fewer. */
  long contentBytes() {
    return contentBytes;
  }

  /** How many rejections more there are after it; negative: fewer. */
  long rejections() {
    return rejections;
  }

  /** How many statuses more there are after it; negative: fewer. */
  long statuses() {
    return statuses;
  }

  /** The tags of which something else may be served after it. */
  Set<String> served() {
    return served;
  }

  void countStatuses(int more) {
    statuses += more;
  }

  void countProfiles(int more, long bytes) {
    profiles += more;
    contentBytes += bytes;
  }

  void countRejections(int more) {
    rejections += more;
  }

  /** What is in the database before the change. */
  byte @Nullable [] get(byte[] key) {
    return rocks.get(key);
  }

  void scan(byte[] from, byte[] prefix, Rocks.Visitor visitor) {
    rocks.scan(from, prefix, visitor);
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    batch.put(key, value);
    note(key);
  }

  void delete(byte[] key) throws RocksDBException {
    batch.delete(key);
    note(key);
  }

  private void note(byte[] key) {
    if (StoreKeys.startsWith(key, StoreKeys.ALL_PROFILES)
        || StoreKeys.startsWith(key, StoreKeys.ALL_CONTROLS)) {
      served.add(StoreKeys.tag(key));
    }
  }

  /** Counts the times that the copy of a topic was begun; what it brings is stored with it. */
  long epoch(Topic topic) {
    return epoch(rocks, topic);
  }

  static long epoch(Rocks rocks, Topic topic) {
    return rocks.getLong(StoreKeys.epoch(topic), FIRST_EPOCH);
  }

  static long sweptEpoch(Rocks rocks, Topic topic) {
    return rocks.getLong(StoreKeys.sweptEpoch(topic), FIRST_EPOCH);
  }

  /** A number that no other change gets. */
  long newSerial() throws RocksDBException {
    long serial = rocks.getLong(StoreKeys.NEXT_SERIAL, 0);
    batch.put(StoreKeys.NEXT_SERIAL, Rocks.bytes(serial + 1));
    return serial;
  }

  void write() {
    rocks.write(batch);
  }

  @Override
  public void close() {
    batch.close();
  }
}
