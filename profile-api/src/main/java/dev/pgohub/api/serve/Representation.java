package dev.pgohub.api.serve;

import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.Digest;
import org.springframework.http.ETag;

/**
 * A content as header fields tell of it.
 *
 * @param bytes its length
 * @param etag strong: the digest in hex
 * @param digest the digest as RFC 9530 writes it
 */
record Representation(long bytes, ETag etag, String digest) {

  /** No content at all. */
  static final Representation OF_NOTHING = of(0, Digest.OF_NOTHING);

  /** What is told of a content. */
  static Representation of(Content content) {
    return of(content.bytes(), content.digest());
  }

  private static Representation of(long bytes, Digest digest) {
    return new Representation(
        bytes, new ETag(digest.hex(), false), "sha-256=:" + digest.base64() + ":");
  }
}
