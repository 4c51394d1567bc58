package dev.pgohub.api.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfilePart;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** What a record of {@code merged-profiles} or {@code profile-generations} changes. */
final class ProfileChange {

  private final Change change;

  ProfileChange(Change change) {
    this.change = change;
  }

  /**
   * Does what a record says.
   *
   * @throws InvalidProtocolBufferException when the value is no message
   * @throws IllegalArgumentException when the key, or what is in the value, is not ours
   */
  Applied apply(Topic topic, byte[] key, byte @Nullable [] value)
      throws RocksDBException, InvalidProtocolBufferException {
    MergedProfileKey of = MergedProfileKey.parse(key);
    ProfileName name = new ProfileName(of.tag(), of.mode(), of.edition());
    if (name.topic() != topic) {
      return Applied.UNREADABLE;
    }
    if (of.part() == MergedProfileKey.WHOLE) {
      return value == null ? delete(name) : complete(name, MergedProfile.parseFrom(value));
    }
    return value == null ? Applied.DELETED : stage(name, of.part(), ProfilePart.parseFrom(value));
  }

  private Applied stage(ProfileName name, int index, ProfilePart part) throws RocksDBException {
    Digest digest = new Digest(part.getDigest());
    StagedContent staged = staged(name);
    if (index == 0) {
      if (part.getDefaultPgoBytes() < 0) {
        return Applied.UNREADABLE;
      }
      if (staged != null) {
        staged.delete(change);
      }
      staged = begin(name, digest, part.getDefaultPgoBytes());
    } else if (staged == null || staged.parts() != index || !staged.digest().equals(digest)) {
      return Applied.INCOMPLETE;
    }
    staged.add(part.getContent(), change);
    change.put(StoreKeys.staged(name), staged.toBytes());
    return Applied.STAGED;
  }

  private StagedContent begin(ProfileName name, Digest digest, long defaultPgoBytes)
      throws RocksDBException {
    long epoch = change.epoch(name.topic());
    return new StagedContent(name, change.newSerial(), digest, defaultPgoBytes, epoch);
  }

  private Applied complete(ProfileName name, MergedProfile merged) throws RocksDBException {
    Digest digest = new Digest(merged.getFacts().getDigest());
    if (!merged.getTag().equals(name.tag().value())
        || !merged.getMode().equals(name.mode().value())) {
      return Applied.UNREADABLE;
    }
    if (name.edition().isDigest() && !name.edition().digestHex().equals(digest.hex())) {
      return Applied.BAD_DIGEST;
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
    StagedContent content = begin(name, digest, merged.getDefaultPgo().size());
    content.add(merged.getDefaultPgo(), change);
    content.add(merged.getStacks(), change);
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
    change.delete(StoreKeys.staged(name));
    return store(name, merged, staged, digestOf(name, staged, ContentKind.STACKS));
  }

  private Digest digestOf(ProfileName name, StagedContent staged, ContentKind kind) {
    MessageDigest sha256 = Digest.sha256();
    for (int number = 0; number < staged.chunks(kind); number++) {
      byte[] chunk = change.get(StoreKeys.chunk(name, staged.contentId(), kind, number));
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
            name,
            merged.getFacts(),
            contentOf(content, ContentKind.DEFAULT_PGO, content.digest()),
            contentOf(content, ContentKind.STACKS, stacks),
            content.contentId(),
            content.epoch());
    delete(stored(name));
    change.put(StoreKeys.profile(name), profile.toBytes());
    if (name.edition().isDigest()) {
      change.put(StoreKeys.number(name, profile.facts().getGeneration()), new byte[0]);
    }
    change.countProfiles(1, profile.bytes());
    return Applied.STORED;
  }

  private static Content contentOf(StagedContent content, ContentKind kind, Digest digest) {
    return new Content(content.bytes(kind), content.chunks(kind), digest);
  }

  /** Takes out a profile, its content, and what was to replace it. */
  Applied delete(ProfileName name) throws RocksDBException {
    delete(stored(name));
    StagedContent staged = staged(name);
    if (staged != null) {
      discard(name, staged);
    }
    return Applied.DELETED;
  }

  private void delete(@Nullable StoredProfile profile) throws RocksDBException {
    if (profile == null) {
      return;
    }
    ProfileName name = profile.name();
    for (ContentKind kind : ContentKind.values()) {
      int chunks = profile.content(kind).chunks();
      StagedContent.delete(name, profile.contentId(), kind, chunks, change);
    }
    change.delete(StoreKeys.profile(name));
    if (name.edition().isDigest()) {
      change.delete(StoreKeys.number(name, profile.facts().getGeneration()));
    }
    change.countProfiles(-1, -profile.bytes());
  }

  /** Takes out a profile, or parts of one, that an earlier epoch left. */
  Applied sweep(ProfileName name) throws RocksDBException {
    long epoch = change.epoch(name.topic());
    StoredProfile profile = stored(name);
    if (profile != null && profile.epoch() != epoch) {
      delete(profile);
    }
    StagedContent staged = staged(name);
    if (staged != null && staged.epoch() != epoch) {
      discard(name, staged);
    }
    return Applied.DELETED;
  }

  private void discard(ProfileName name, StagedContent staged) throws RocksDBException {
    staged.delete(change);
    change.delete(StoreKeys.staged(name));
  }

  private @Nullable StoredProfile stored(ProfileName name) {
    byte[] bytes = change.get(StoreKeys.profile(name));
    return bytes == null ? null : StoredProfile.read(name, bytes);
  }

  private @Nullable StagedContent staged(ProfileName name) {
    byte[] bytes = change.get(StoreKeys.staged(name));
    return bytes == null ? null : StagedContent.read(name, bytes);
  }
}
