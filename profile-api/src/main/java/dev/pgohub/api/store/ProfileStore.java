package dev.pgohub.api.store;

import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The merged profiles of the local copy. It outlives the process, and needs no broker to be read.
 * Thread-safe.
 */
public final class ProfileStore implements AutoCloseable {

  private final Rocks rocks;
  private final StoreFeed feed;

  private ProfileStore(Rocks rocks, RejectionLimits limits) {
    this.rocks = rocks;
    this.feed = new StoreFeed(rocks, limits);
  }

  /**
   * Opens the copy, or begins an empty one.
   *
   * @param dir created when missing; at most one process uses it at a time
   * @param cacheBytes bounds the memory for blocks and write buffers
   * @param writeBufferBytes bounds the write buffers, at most {@code cacheBytes}
   * @param limits of what is remembered of refused fragments
   * @throws StoreException when the directory cannot be used or another process uses it
   */
  public static ProfileStore open(
      Path dir, long cacheBytes, long writeBufferBytes, RejectionLimits limits) {
    Rocks rocks = new Rocks(dir, cacheBytes, writeBufferBytes);
    try {
      StoreForm.require(rocks);
      return new ProfileStore(rocks, limits);
    } catch (RuntimeException e) {
      rocks.close();
      throw e;
    }
  }

  /** The side that is written: by one thread, the follower of the topics. */
  public StoreFeed feed() {
    return feed;
  }

  /** What is said about tags. */
  public TagNotes notes() {
    return new TagNotes(rocks);
  }

  /** What is known about a merged profile, or none. */
  public Optional<StoredProfile> find(ProfileName name) {
    return Optional.ofNullable(stored(name, rocks.get(StoreKeys.profile(name))));
  }

  /** Holds a merged profile so that its content can be read. */
  public Optional<OpenProfile> open(ProfileName name) {
    Rocks.View view = rocks.view();
    try {
      StoredProfile profile = stored(name, view.get(StoreKeys.profile(name)));
      if (profile != null) {
        OpenProfile open = new OpenProfile(view, profile);
        view = null;
        return Optional.of(open);
      }
      return Optional.empty();
    } finally {
      if (view != null) {
        view.close();
      }
    }
  }

  private static @Nullable StoredProfile stored(ProfileName name, byte @Nullable [] bytes) {
    return bytes == null ? null : StoredProfile.read(name, bytes);
  }

  /** An edition of a tag: the union of its modes first, then each mode. */
  public List<StoredProfile> ofTag(ProfileTag tag, Edition edition) {
    return scan(StoreKeys.profilesOf(tag, edition), Integer.MAX_VALUE);
  }

  /**
   * The generations of a tag, of all modes, whose digests begin so.
   *
   * @param digestPrefix up to 64 lower-case hex digits
   * @param limit the most of them
   */
  public List<StoredProfile> withDigest(ProfileTag tag, String digestPrefix, int limit) {
    return scan(StoreKeys.generationsOf(tag, digestPrefix), limit);
  }

  private List<StoredProfile> scan(byte[] prefix, int limit) {
    List<StoredProfile> found = new ArrayList<>();
    rocks.scan(
        prefix,
        prefix,
        (key, value) -> {
          found.add(StoredProfile.read(StoreKeys.name(key), value));
          return found.size() < limit;
        });
    return found;
  }

  /**
   * The retained generations of a tag or of one mode, the newest first.
   *
   * @param highest the number of the first, or of the first below it
   * @param limit the most of them, at least 1
   */
  public List<StoredProfile> generations(
      ProfileTag tag, ProfileMode mode, long highest, int limit) {
    List<ProfileName> names = new ArrayList<>();
    byte[] prefix = StoreKeys.numbersOf(tag, mode);
    rocks.scan(
        StoreKeys.numbersFrom(tag, mode, highest),
        prefix,
        (key, value) -> {
          names.add(new ProfileName(tag, mode, StoreKeys.editionOfNumber(key, prefix)));
          return names.size() < limit;
        });
    return names.stream().flatMap(name -> find(name).stream()).toList();
  }

  /** How many merged profiles there are, of all editions. */
  public long profiles() {
    return feed.profiles();
  }

  /** The bytes of all their contents. */
  public long contentBytes() {
    return feed.contentBytes();
  }

  /** How many tags the merger has told of. */
  public long statuses() {
    return feed.statuses();
  }

  /** How many refused fragments are remembered. */
  public long rejections() {
    return feed.rejections();
  }

  /** The bytes that the copy takes on disk, but for its log of the last writes. */
  public long fileBytes() {
    return rocks.fileBytes();
  }

  /** Waits for calls under way, then closes; later calls fail with a {@link StoreException}. */
  @Override
  public void close() {
    rocks.close();
  }
}
