package dev.pgohub.api.store;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The local copy of {@code merged-profiles}. It outlives the process, and needs no broker to be
 * read. Thread-safe.
 */
public final class MergedProfileStore implements AutoCloseable {

  private final Rocks rocks;
  private final MergedProfileFeed feed;

  private MergedProfileStore(Rocks rocks) {
    this.rocks = rocks;
    this.feed = new MergedProfileFeed(rocks);
  }

  /**
   * Opens the copy, or begins an empty one.
   *
   * @param dir created when missing; at most one process uses it at a time
   * @param cacheBytes bounds the memory for blocks and write buffers
   * @param writeBufferBytes bounds the write buffers, at most {@code cacheBytes}
   * @throws StoreException when the directory cannot be used or another process uses it
   */
  public static MergedProfileStore open(Path dir, long cacheBytes, long writeBufferBytes) {
    Rocks rocks = new Rocks(dir, cacheBytes, writeBufferBytes);
    try {
      return new MergedProfileStore(rocks);
    } catch (RuntimeException e) {
      rocks.close();
      throw e;
    }
  }

  /** The side that is written: by one thread, the follower of the topic. */
  public MergedProfileFeed feed() {
    return feed;
  }

  /** The current generation, or none. */
  public Optional<StoredProfile> current(ProfileTag tag, ProfileMode mode) {
    ProfileName name = new ProfileName(tag, mode);
    return Optional.ofNullable(stored(name, rocks.get(StoreKeys.profile(name))));
  }

  /** Holds the current generation so that its content can be read. */
  public Optional<OpenProfile> open(ProfileTag tag, ProfileMode mode) {
    ProfileName name = new ProfileName(tag, mode);
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

  /** The current generations of a tag: the union of its modes first, then each mode. */
  public List<StoredProfile> ofTag(ProfileTag tag) {
    List<StoredProfile> found = new ArrayList<>();
    byte[] prefix = StoreKeys.profilesOf(tag);
    rocks.scan(prefix, prefix, (key, value) -> found.add(stored(key, value)));
    return found;
  }

  /**
   * A page of tags, in the order of their characters, each with its current generations as {@link
   * #ofTag} lists them.
   *
   * @param after the page begins behind this name, which need not be a tag; empty: with the first
   * @param limit the most tags
   */
  public List<List<StoredProfile>> tags(String after, int limit) {
    List<List<StoredProfile>> tags = new ArrayList<>();
    byte[] from = after.isEmpty() ? StoreKeys.ALL_PROFILES : StoreKeys.profilesAfter(after);
    rocks.scan(
        from,
        StoreKeys.ALL_PROFILES,
        (key, value) -> {
          StoredProfile profile = stored(key, value);
          List<StoredProfile> last = tags.isEmpty() ? List.of() : tags.get(tags.size() - 1);
          if (!last.isEmpty() && last.get(0).tag().equals(profile.tag())) {
            return last.add(profile);
          }
          return tags.size() < limit && tags.add(new ArrayList<>(List.of(profile)));
        });
    return tags;
  }

  static StoredProfile stored(byte[] key, byte[] value) {
    return StoredProfile.read(StoreKeys.name(key), value);
  }

  /** How many tags and modes have a profile. */
  public long profiles() {
    return feed.profiles();
  }

  /** The bytes of all contents that are served. */
  public long contentBytes() {
    return feed.contentBytes();
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
