package dev.pgohub.api.serve;

import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.StoredProfile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import org.apache.catalina.connector.ClientAbortException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Sends content with the header fields that builds rely on: a strong ETag that is the digest, never
 * a Content-Encoding (the content is gzip itself) and never a date that moves.
 */
final class ProfileSender {

  private static final int SLICE_BYTES = 16 << 10;
  private static final String MOVING = "no-cache";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final Duration timeout;

  /**
   * A sender.
   *
   * @param timeout the longest time in which a client must have taken all
   */
  ProfileSender(Duration timeout) {
    this.timeout = timeout;
  }

  /** Sends one content of a generation, or 304 when the client has it. */
  void send(
      OpenProfile open,
      ContentKind kind,
      String fileName,
      boolean forEver,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    StoredProfile profile = open.profile();
    Content content = profile.content(kind);
    response.setHeader("X-Pgohub-Generation", Long.toString(profile.facts().getGeneration()));
    response.setHeader("X-Pgohub-Weight", Long.toString(profile.facts().getWeight()));
    if (begin(content.bytes(), content.digest(), fileName, forEver, request, response)) {
      OutputStream out = response.getOutputStream();
      long deadline = System.nanoTime() + timeout.toNanos();
      open.read(kind, piece -> write(piece, out, deadline));
    }
  }

  /** Sends 0 bytes: for a compiler, the same as no profile. */
  void sendNothing(String fileName, HttpServletRequest request, HttpServletResponse response) {
    begin(0, Digest.OF_NOTHING, fileName, false, request, response);
  }

  private static boolean begin(
      long bytes,
      Digest digest,
      String fileName,
      boolean forEver,
      HttpServletRequest request,
      HttpServletResponse response) {
    ETag etag = new ETag(digest.hex(), false);
    response.setHeader(HttpHeaders.ETAG, etag.formattedTag());
    response.setHeader(HttpHeaders.CACHE_CONTROL, forEver ? FOR_EVER : MOVING);
    if (isKnown(etag, request)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return false;
    }
    String fieldOfDigest = "sha-256=:" + digest.base64() + ":";
    response.setHeader("Repr-Digest", fieldOfDigest);
    response.setHeader("Content-Digest", fieldOfDigest);
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        ContentDisposition.attachment().filename(fileName).build().toString());
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setContentLengthLong(bytes);
    return bytes > 0 && !"HEAD".equals(request.getMethod());
  }

  private static boolean isKnown(ETag etag, HttpServletRequest request) {
    return Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH)).stream()
        .flatMap(header -> ETag.parse(header).stream())
        .anyMatch(known -> known.isWildcard() || known.compare(etag, false));
  }

  /** In slices, so that a client that takes them one by one meets the deadline. */
  private static void write(byte[] piece, OutputStream out, long deadline) throws IOException {
    for (int at = 0; at < piece.length; at += SLICE_BYTES) {
      if (System.nanoTime() - deadline > 0) {
        // The one exception for which Tomcat cuts the connection without a word in the log.
        throw new ClientAbortException("the client takes too long to read a profile");
      }
      out.write(piece, at, Math.min(SLICE_BYTES, piece.length - at));
    }
  }
}
