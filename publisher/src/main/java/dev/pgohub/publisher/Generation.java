package dev.pgohub.publisher;

import dev.pgohub.schemas.ProfileTag;
import java.time.Instant;

/**
 * What is committed of one generation of a tag.
 *
 * @param digest sha256 of {@code content}, in lower-case hex
 * @param weight in samples
 * @param edges how many
 * @param published when it appeared
 * @param content the default.pgo
 */
record Generation(
    ProfileTag tag,
    long number,
    String digest,
    long weight,
    long edges,
    Instant published,
    byte[] content) {

  /** Where it is for as long as it is retained. */
  String source(String publicUrl) {
    return publicUrl + "/profile/" + tag + "@sha256:" + digest;
  }
}
