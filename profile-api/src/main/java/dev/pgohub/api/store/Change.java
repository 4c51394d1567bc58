package dev.pgohub.api.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfilePart;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** One change of the local copy, written as a whole or, after a crash, not at all. */
final class Change implements AutoCloseable {

  private final Rocks rocks;
  private final long epoch;
  private final WriteBatch batch = new WriteBatch();
  private long profiles;
  private long contentBytes;

  /**
   * Begins a change.
   *
   * @param epoch of what is stored by it
   */
  Change(Rocks rocks, long epoch) {
    this.rocks = rocks;
    this.epoch = epoch;
  }

  /** How many profiles more there are after it; negative: fewer. */
  long profiles() {
    return profiles;
  }

  /** How many bytes of content more there are after it; negative: fewer. */
  long contentBytes() {
    return contentBytes;
  }

  void put(byte[] key, byte[] value) throws RocksDBException {
    batch.put(key, value);
  }

  void delete(byte[] key) throws RocksDBException {
    batch.delete(key);
  }

  void write() {
    rocks.write(batch);
  }

  /** Does what a record says. */
  Applied apply(byte @Nullable [] key, byte @Nullable [] value) throws RocksDBException {
    if (key == null) {
      return Applied.UNREADABLE;
    }
    try {
      MergedProfileKey of = MergedProfileKey.parse(key);
      ProfileName name = new ProfileName(of.tag(), of.mode());
      if (of.part() == MergedProfileKey.WHOLE) {
        return value == null ? delete(name) : complete(name, MergedProfile.parseFrom(value));
      }
      return value == null ? Applied.DELETED : stage(name, of.part(), ProfilePart.parseFrom(value));
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return Applied.UNREADABLE;
    }
  }

  private Applied stage(ProfileName name, int index, ProfilePart part) throws RocksDBException {
    Digest digest = new Digest(part.getDigest());
    StagedContent staged = staged(name);
    if (index == 0) {
      if (part.getDefaultPgoBytes() < 0) {
        return Applied.UNREADABLE;
      }
      if (staged != null) {
        staged.delete(batch);
      }
      staged = new StagedContent(name, newContentId(), digest, part.getDefaultPgoBytes(), epoch);
    } else if (staged == null || staged.parts() != index || !staged.digest().equals(digest)) {
      return Applied.INCOMPLETE;
    }
    staged.add(part.getContent(), batch);
    batch.put(StoreKeys.staged(name), staged.toBytes());
    return Applied.STAGED;
  }

  private Applied complete(ProfileName name, MergedProfile merged) throws RocksDBException {
    Digest digest = new Digest(merged.getFacts().getDigest());
    if (!merged.getTag().equals(name.tag().value())
        || !merged.getMode().equals(name.mode().value())) {
      return Applied.UNREADABLE;
    }
    StagedContent staged = staged(name);
    if (merged.getParts() > 0) {
      return completeParts(name, merged, digest, staged);
    }
    if (!Digest.of(merged.getDefaultPgo()).equals(digest)) {
      return Applied.BAD_DIGEST;
    }
    if (staged != null) {
      discard(name, staged);
    }
    var content =
        new StagedContent(name, newContentId(), digest, merged.getDefaultPgo().size(), epoch);
    content.add(merged.getDefaultPgo(), batch);
    content.add(merged.getStacks(), batch);
    return store(name, merged, content, Digest.of(merged.getStacks()));
  }

  private Applied completeParts(
      ProfileName name, MergedProfile merged, Digest digest, @Nullable StagedContent staged)
      throws RocksDBException {
    if (staged == null
        || !staged.digest().equals(digest)
        || staged.parts() != merged.getParts()
        || !staged.hasDefaultPgo()) {
      return Applied.INCOMPLETE;
    }
    if (!digestOf(name, staged, ContentKind.DEFAULT_PGO).equals(digest)) {
      discard(name, staged);
      return Applied.BAD_DIGEST;
    }
    batch.delete(StoreKeys.staged(name));
    return store(name, merged, staged, digestOf(name, staged, ContentKind.STACKS));
  }

  private Digest digestOf(ProfileName name, StagedContent staged, ContentKind kind) {
    MessageDigest sha256 = Digest.sha256();
    for (int number = 0; number < staged.chunks(kind); number++) {
      byte[] chunk = rocks.get(StoreKeys.chunk(name, staged.contentId(), kind, number));
      if (chunk == null) {
        throw new StoreException("a part of " + name.tag() + " is missing", null);
      }
      sha256.update(chunk);
    }
    return Digest.of(sha256);
  }

  private Applied store(
      ProfileName name, MergedProfile merged, StagedContent content, Digest stacks)
      throws RocksDBException {
    StoredProfile profile =
        new StoredProfile(
            name.tag(),
            name.mode(),
            merged.getFacts(),
            contentOf(content, ContentKind.DEFAULT_PGO, content.digest()),
            contentOf(content, ContentKind.STACKS, stacks),
            content.contentId(),
            epoch);
    delete(stored(name));
    batch.put(StoreKeys.profile(name), profile.toBytes());
    count(profile, 1);
    return Applied.STORED;
  }

  private static Content contentOf(StagedContent content, ContentKind kind, Digest digest) {
    return new Content(content.bytes(kind), content.chunks(kind), digest);
  }

  private Applied delete(ProfileName name) throws RocksDBException {
    delete(stored(name));
    StagedContent staged = staged(name);
    if (staged != null) {
      discard(name, staged);
    }
    return Applied.DELETED;
  }

  /** Takes out a profile and its content. */
  void delete(@Nullable StoredProfile profile) throws RocksDBException {
    if (profile != null) {
      ProfileName name = new ProfileName(profile.tag(), profile.mode());
      for (ContentKind kind : ContentKind.values()) {
        int chunks = profile.content(kind).chunks();
        StagedContent.delete(name, profile.contentId(), kind, chunks, batch);
      }
      batch.delete(StoreKeys.profile(name));
      count(profile, -1);
    }
  }

  /** Takes out the parts of a generation that did not come to be. */
  void discard(ProfileName name, StagedContent staged) throws RocksDBException {
    staged.delete(batch);
    batch.delete(StoreKeys.staged(name));
  }

  private void count(StoredProfile profile, int sign) {
    profiles += sign;
    contentBytes += sign * (profile.defaultPgo().bytes() + profile.stacks().bytes());
  }

  private long newContentId() throws RocksDBException {
    long id = rocks.getLong(StoreKeys.NEXT_CONTENT_ID, 0);
    batch.put(StoreKeys.NEXT_CONTENT_ID, Rocks.bytes(id + 1));
    return id;
  }

  private @Nullable StoredProfile stored(ProfileName name) {
    byte[] bytes = rocks.get(StoreKeys.profile(name));
    return bytes == null ? null : StoredProfile.read(name, bytes);
  }

  @Nullable StagedContent staged(ProfileName name) {
    byte[] bytes = rocks.get(StoreKeys.staged(name));
    return bytes == null ? null : StagedContent.read(name, bytes);
  }

  @Override
  public void close() {
    batch.close();
  }
}
