package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.StackShares;
import dev.pgohub.pprof.Tally;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The bytes of a merged profile, which depend on nothing but the fragments in it.
 *
 * @param defaultPgo gzip pprof for the compiler
 * @param stacks gzip pprof for people; empty when it is left out
 * @param digest sha256 of {@code defaultPgo}
 */
record MergedContent(
    ByteString defaultPgo,
    ByteString stacks,
    ByteString digest,
    long edges,
    long edgeWeight,
    long stackCount) {

  /** The label that tells of which build the samples of a stack are. */
  private static final String BUILD_LABEL = "build";

  /**
   * Writes them.
   *
   * @param stacks whose stacks are for people
   * @param builds which build has how much of them
   * @param served whose edges are for the compiler
   */
  static MergedContent of(Tally stacks, StackShares builds, Serving served) {
    byte[] defaultPgo = served.defaultPgo();
    return new MergedContent(
        UnsafeByteOperations.unsafeWrap(defaultPgo),
        UnsafeByteOperations.unsafeWrap(CanonicalWriter.stacks(stacks, BUILD_LABEL, builds)),
        UnsafeByteOperations.unsafeWrap(sha256(defaultPgo)),
        served.edges().edgeCount(),
        served.edges().edgeWeight(),
        stacks.stackCount());
  }

  MergedContent withoutStacks() {
    return new MergedContent(defaultPgo, ByteString.EMPTY, digest, edges, edgeWeight, stackCount);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
