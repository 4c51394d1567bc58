package dev.pgohub.api.serve;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ServedProfiles.Served;
import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoreException;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The profiles that were served last, of all modes together, ready to be sent. Those longest not
 * asked for make room; one is forgotten as soon as the local copy has something else to serve for
 * its tag. Thread-safe.
 */
@Component
class ReadyProfiles {

  /** What is larger is sent piece by piece, so that a slow client does not hold much memory. */
  private static final int LARGEST = 512 << 10;

  /** What a profile takes beside its content, header fields and all. */
  private static final int BESIDE = 1 << 10;

  private final ProfileStore store;
  private final ServedProfiles served;
  private final long maxBytes;
  private final Map<String, ReadyProfile> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final ReentrantLock reading = new ReentrantLock();
  private long bytes;
  private long changes;

  ReadyProfiles(ProfileStore store, ServedProfiles served, ProfileApiSettings settings) {
    this.store = store;
    this.served = served;
    this.maxBytes = settings.profileCache().toBytes();
    store.feed().onServedChange(this::forget);
  }

  /**
   * What is served for a tag; null when there is nothing, when it is too large to be kept, or while
   * another one is read: then the local copy knows.
   *
   * @param tag as it was asked for; it need not be one
   */
  @Nullable ReadyProfile of(String tag) throws IOException {
    if (maxBytes == 0) {
      return null;
    }
    ReadyProfile known = find(tag);
    if (known != null || !reading.tryLock()) {
      return known;
    }
    try {
      long before = changes();
      ReadyProfile read = read(ProfileTag.of(tag));
      if (read != null) {
        keep(tag, read, before);
      }
      return read;
    } catch (InvalidNameException | StoreException e) {
      // Whoever answers in its place says what is wrong.
      return null;
    } finally {
      reading.unlock();
    }
  }

  private @Nullable ReadyProfile read(ProfileTag tag) throws IOException {
    Served chosen = served.of(tag, ProfileMode.NONE);
    try (OpenProfile open = store.open(chosen.name()).orElse(null)) {
      if (open == null || open.profile().defaultPgo().bytes() + BESIDE > most()) {
        return null;
      }
      Content content = open.profile().defaultPgo();
      ByteBuffer whole = ByteBuffer.allocate((int) content.bytes());
      open.read(ContentKind.DEFAULT_PGO, whole::put);
      Hold hold = chosen.hold();
      return new ReadyProfile(
          Representation.of(content),
          Long.toString(open.profile().facts().getGeneration()),
          Long.toString(open.profile().facts().getWeight()),
          hold == null ? null : HttpProblem.ascii(hold.getReason()),
          whole.array());
    }
  }

  private long most() {
    return Math.min(LARGEST, maxBytes);
  }

  private synchronized @Nullable ReadyProfile find(String tag) {
    return kept.get(tag);
  }

  private synchronized long changes() {
    return changes;
  }

  /** Unless something changed meanwhile, for that may be what was read. */
  private synchronized void keep(String tag, ReadyProfile read, long before) {
    if (changes != before) {
      return;
    }
    ReadyProfile replaced = kept.put(tag, read);
    bytes += size(read) - (replaced == null ? 0 : size(replaced));
    Iterator<ReadyProfile> longestUnasked = kept.values().iterator();
    while (bytes > maxBytes) {
      bytes -= size(longestUnasked.next());
      longestUnasked.remove();
    }
  }

  private synchronized void forget(String tag) {
    changes++;
    ReadyProfile forgotten = kept.remove(tag);
    bytes -= forgotten == null ? 0 : size(forgotten);
  }

  private static long size(ReadyProfile profile) {
    return profile.content().length + BESIDE;
  }
}
