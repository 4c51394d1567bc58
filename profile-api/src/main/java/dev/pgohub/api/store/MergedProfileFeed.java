package dev.pgohub.api.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings records of {@code merged-profiles} into the local copy. What a record does and the offset
 * behind it are written together, so that after a crash the copy goes on exactly where it stands.
 *
 * <p>When the topic turns out to be another one, it is read from the beginning, and what the copy
 * holds is served until {@link #finishRebuild} takes out what the new topic does not have.
 *
 * <p>All records of a tag, parts included, are in one partition. Thread-safe; records of a
 * partition must come in their order.
 */
public final class MergedProfileFeed {

  private static final Logger log = LoggerFactory.getLogger(MergedProfileFeed.class);
  private static final long FIRST_EPOCH = 1;

  private final Rocks rocks;
  private volatile long profiles;
  private volatile long contentBytes;

  MergedProfileFeed(Rocks rocks) {
    this.rocks = rocks;
    rocks.scan(
        StoreKeys.ALL_PROFILES,
        StoreKeys.ALL_PROFILES,
        (key, value) -> {
          StoredProfile profile = MergedProfileStore.stored(key, value);
          profiles++;
          contentBytes += profile.defaultPgo().bytes() + profile.stacks().bytes();
          return true;
        });
  }

  long profiles() {
    return profiles;
  }

  long contentBytes() {
    return contentBytes;
  }

  /** The offset of the next record to bring: 0 for a partition not seen before. */
  public synchronized long nextOffset(int partition) {
    return rocks.getLong(StoreKeys.offset(partition), 0);
  }

  /**
   * Says which topic the following records are from. When it is another one than before, all
   * offsets begin at 0 again.
   */
  public synchronized void follow(Origin origin) {
    byte[] known = rocks.get(StoreKeys.ORIGIN);
    String before = known == null ? "" : new String(known, UTF_8);
    if (before.equals(origin.toString())) {
      return;
    }
    write(
        change -> {
          change.put(StoreKeys.ORIGIN, origin.toString().getBytes(UTF_8));
          if (known != null) {
            log.warn("the topic is {}, not {}: building the local copy anew", origin, before);
            beginRebuild(change);
          }
          return Applied.STORED;
        });
  }

  /** Lets all offsets begin at 0 again, because the broker has not what the copy asks for. */
  public synchronized void rebuild(String reason) {
    log.warn("{}: building the local copy anew", reason);
    write(
        change -> {
          beginRebuild(change);
          return Applied.STORED;
        });
  }

  private void beginRebuild(Change change) throws RocksDBException {
    change.put(StoreKeys.EPOCH, Rocks.bytes(epoch() + 1));
    List<byte[]> offsets = new ArrayList<>();
    rocks.scan(StoreKeys.ALL_OFFSETS, StoreKeys.ALL_OFFSETS, (key, value) -> offsets.add(key));
    for (byte[] offset : offsets) {
      change.delete(offset);
    }
  }

  /**
   * Takes out what was not seen since the copy was last built anew. To be called when the end of
   * the topic is reached; does nothing when the copy was not built anew.
   */
  public synchronized void finishRebuild() {
    long epoch = epoch();
    if (rocks.getLong(StoreKeys.SWEPT_EPOCH, FIRST_EPOCH) == epoch) {
      return;
    }
    List<StoredProfile> old = new ArrayList<>();
    rocks.scan(
        StoreKeys.ALL_PROFILES,
        StoreKeys.ALL_PROFILES,
        (key, value) -> {
          StoredProfile profile = MergedProfileStore.stored(key, value);
          return profile.epoch() == epoch || old.add(profile);
        });
    for (StoredProfile profile : old) {
      write(
          change -> {
            change.delete(profile);
            return Applied.DELETED;
          });
    }
    discardStagedBefore(epoch);
    write(
        change -> {
          change.put(StoreKeys.SWEPT_EPOCH, Rocks.bytes(epoch));
          return Applied.STORED;
        });
    log.info("built the local copy anew; profiles taken out: {}", old.size());
  }

  private void discardStagedBefore(long epoch) {
    List<ProfileName> names = new ArrayList<>();
    rocks.scan(
        StoreKeys.ALL_STAGED, StoreKeys.ALL_STAGED, (key, value) -> names.add(StoreKeys.name(key)));
    for (ProfileName name : names) {
      write(
          change -> {
            StagedContent staged = change.staged(name);
            if (staged != null && staged.epoch() != epoch) {
              change.discard(name, staged);
            }
            return Applied.DELETED;
          });
    }
  }

  /**
   * Brings one record.
   *
   * @return what it did; a record that cannot be used changes nothing but the offset
   * @throws StoreException when the copy cannot be written; the record may be brought again
   */
  public synchronized Applied apply(
      int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
    if (offset < nextOffset(partition)) {
      return Applied.SEEN;
    }
    return write(
        change -> {
          change.put(StoreKeys.offset(partition), Rocks.bytes(offset + 1));
          return change.apply(key, value);
        });
  }

  private long epoch() {
    return rocks.getLong(StoreKeys.EPOCH, FIRST_EPOCH);
  }

  private interface Step {
    Applied in(Change change) throws RocksDBException;
  }

  private synchronized Applied write(Step step) {
    try (Change change = new Change(rocks, epoch())) {
      Applied applied = step.in(change);
      change.write();
      profiles += change.profiles();
      contentBytes += change.contentBytes();
      return applied;
    } catch (RocksDBException e) {
      throw new StoreException("the local copy cannot be written: " + e.getMessage(), e);
    }
  }
}
