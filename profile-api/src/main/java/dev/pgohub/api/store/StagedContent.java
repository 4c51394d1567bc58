package dev.pgohub.api.store;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.rocksdb.RocksDBException;

/**
 * Content on its way into the database: default.pgo and stacks follow each other in any number of
 * parts and come to lie in chunks that do not reach across the border of the two. Not thread-safe.
 */
final class StagedContent {

  /** A reader holds one chunk in memory. */
  static final int CHUNK_BYTES = 256 << 10;

  private final ProfileName name;
  private final long contentId;
  private final Digest digest;
  private final long defaultPgoBytes;
  private final long epoch;
  private int parts;
  private long bytes;
  private int defaultPgoChunks;
  private int stacksChunks;

  StagedContent(ProfileName name, long contentId, Digest digest, long defaultPgoBytes, long epoch) {
    this.name = name;
    this.contentId = contentId;
    this.digest = digest;
    this.defaultPgoBytes = defaultPgoBytes;
    this.epoch = epoch;
  }

  long contentId() {
    return contentId;
  }

  /** Of which default.pgo, as the sender says. */
  Digest digest() {
    return digest;
  }

  long epoch() {
    return epoch;
  }

  /** How many parts were added. */
  int parts() {
    return parts;
  }

  /** Whether at least all of default.pgo is here. */
  boolean hasDefaultPgo() {
    return bytes >= defaultPgoBytes;
  }

  long bytes(ContentKind kind) {
    return kind == ContentKind.DEFAULT_PGO ? defaultPgoBytes : bytes - defaultPgoBytes;
  }

  int chunks(ContentKind kind) {
    return kind == ContentKind.DEFAULT_PGO ? defaultPgoChunks : stacksChunks;
  }

  /** Puts the next part's chunks into the change. */
  void add(ByteString part, Change change) throws RocksDBException {
    for (int at = 0; at < part.size(); ) {
      boolean defaultPgo = bytes < defaultPgoBytes;
      long left = defaultPgo ? defaultPgoBytes - bytes : Long.MAX_VALUE;
      int length = (int) Math.min(Math.min(CHUNK_BYTES, part.size() - at), left);
      ContentKind kind = defaultPgo ? ContentKind.DEFAULT_PGO : ContentKind.STACKS;
      int number = defaultPgo ? defaultPgoChunks++ : stacksChunks++;
      change.put(
          StoreKeys.chunk(name, contentId, kind, number),
          part.substring(at, at + length).toByteArray());
      at += length;
      bytes += length;
    }
    parts++;
  }

  /** Takes all chunks out of the database. */
  void delete(Change change) throws RocksDBException {
    for (ContentKind kind : ContentKind.values()) {
      delete(name, contentId, kind, chunks(kind), change);
    }
  }

  static void delete(ProfileName name, long contentId, ContentKind kind, int chunks, Change change)
      throws RocksDBException {
    for (int number = 0; number < chunks; number++) {
      change.delete(StoreKeys.chunk(name, contentId, kind, number));
    }
  }

  byte[] toBytes() {
    var out = new ByteArrayOutputStream();
    try (var data = new DataOutputStream(out)) {
      data.writeLong(contentId);
      digest.bytes().writeTo(data);
      data.writeLong(defaultPgoBytes);
      data.writeLong(epoch);
      data.writeInt(parts);
      data.writeLong(bytes);
      data.writeInt(defaultPgoChunks);
      data.writeInt(stacksChunks);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return out.toByteArray();
  }

  static StagedContent read(ProfileName name, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      var staged =
          new StagedContent(
              name, in.readLong(), Content.readDigest(in), in.readLong(), in.readLong());
      staged.parts = in.readInt();
      staged.bytes = in.readLong();
      staged.defaultPgoChunks = in.readInt();
      staged.stacksChunks = in.readInt();
      return staged;
    } catch (IOException e) {
      throw new StoreException("the parts of " + name.tag() + " cannot be read", e);
    }
  }
}
