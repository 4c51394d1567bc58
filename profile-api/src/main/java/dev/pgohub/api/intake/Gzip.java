package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Takes gzip off a body, and puts it onto a profile. */
final class Gzip {

  private static final int PIECE_BYTES = 32 << 10;

  private Gzip() {}

  static boolean isGzip(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
  }

  /**
   * Takes off a {@code Content-Encoding: gzip}. A pprof profile is gzip itself: when there is a raw
   * profile inside, the bytes are a profile as they are.
   *
   * @throws HttpProblem 400 when they are not gzip, 413 when more than {@code limit} come out
   */
  static byte[] decoded(byte[] bytes, int limit) {
    return isGzip(peek(bytes)) ? inflated(bytes, limit) : bytes;
  }

  private static byte[] peek(byte[] bytes) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(3);
    } catch (IOException e) {
      throw notGzip();
    }
  }

  /**
   * Takes gzip off.
   *
   * @throws HttpProblem 400 when the bytes are not gzip, 413 when more than {@code limit} come out
   */
  static byte[] inflated(byte[] bytes, int limit) {
    var out = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        if (out.size() + read > limit) {
          throw BodyReader.tooLarge(limit);
        }
        out.write(piece, 0, read);
      }
    } catch (IOException e) {
      throw notGzip();
    }
    return out.toByteArray();
  }

  /** Puts gzip onto a raw profile. */
  static byte[] deflated(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return out.toByteArray();
  }

  private static HttpProblem notGzip() {
    return HttpProblem.badRequest(
        "bad_encoding", "the body is not the gzip that its Content-Encoding promises, or is cut");
  }
}
