package dev.pgohub.api.serve;

import dev.pgohub.api.store.Content;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.pprof.ProfileFormat;
import dev.pgohub.pprof.Tally;
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

  private static final int SLICE_BYTES = 32 << 10;

  /** The name that {@code go build} looks for. */
  static final String DEFAULT_PGO = "default.pgo";

  /** The header field that says why an earlier generation is served. */
  static final String HOLD = "X-Pgohub-Hold";

  private static final String AS_DEFAULT_PGO = disposition(DEFAULT_PGO);
  private static final String MOVING = "no-cache";
  private static final String FOR_EVER = "max-age=31536000, immutable";

  /** Shorter, because the weights are in memory meanwhile. */
  private static final Duration CONVERTED_TIMEOUT = Duration.ofMinutes(1);

  private final Duration timeout;
  private final String forWhom;

  /**
   * A sender.
   *
   * @param timeout the longest time in which a client must have taken all
   * @param isPublic whether a cache may give what it has to others
   */
  ProfileSender(Duration timeout, boolean isPublic) {
    this.timeout = timeout;
    this.forWhom = isPublic ? "public, " : "private, ";
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
    Content content = open.profile().content(kind);
    setFacts(open.profile(), response);
    if (begin(Representation.of(content), fileName, forEver, request, response)) {
      OutputStream out = response.getOutputStream();
      long deadline = System.nanoTime() + timeout.toNanos();
      open.read(kind, piece -> write(piece, 0, piece.length, out, deadline));
    }
  }

  /** Sends what is ready, as {@link #send} would send it, or 304 when the client has it. */
  void sendReady(ReadyProfile ready, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (ready.hold() != null) {
      response.setHeader(HOLD, ready.hold());
    }
    setFacts(ready.generation(), ready.weight(), response);
    if (begin(ready.representation(), DEFAULT_PGO, false, request, response)) {
      byte[] content = ready.content();
      long deadline = System.nanoTime() + timeout.toNanos();
      write(content, 0, content.length, response.getOutputStream(), deadline);
    }
  }

  private static void setFacts(StoredProfile profile, HttpServletResponse response) {
    setFacts(
        Long.toString(profile.facts().getGeneration()),
        Long.toString(profile.facts().getWeight()),
        response);
  }

  private static void setFacts(String generation, String weight, HttpServletResponse response) {
    response.setHeader("X-Pgohub-Generation", generation);
    response.setHeader("X-Pgohub-Weight", weight);
  }

  /** Whether a client is to get the body of a merged profile in another format. */
  boolean needsConversion(OpenProfile open, ProfileFormat format, HttpServletRequest request) {
    return !"HEAD".equals(request.getMethod()) && !isKnown(etag(open, format), request);
  }

  /** Weak: another version of this program may write the same in other bytes. */
  private static ETag etag(OpenProfile open, ProfileFormat format) {
    Digest source = open.profile().content(Formats.source(format)).digest();
    return new ETag(source.hex() + "-" + format.code(), true);
  }

  /** Sends the header fields of a merged profile in another format, or 304. */
  void beginConverted(
      OpenProfile open,
      ProfileFormat format,
      HttpServletRequest request,
      HttpServletResponse response) {
    StoredProfile profile = open.profile();
    ETag etag = etag(open, format);
    setFacts(profile, response);
    response.setHeader(HttpHeaders.ETAG, etag.formattedTag());
    response.setHeader(HttpHeaders.CACHE_CONTROL, MOVING);
    if (isKnown(etag, request)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    setFileName(profile.tag() + Formats.fileEnding(format), response);
    response.setContentType(format.mediaType() + ";charset=UTF-8");
  }

  /** Sends weights in another format, as it is written. */
  void sendConverted(Tally tally, ProfileFormat format, HttpServletResponse response)
      throws IOException {
    OutputStream out = response.getOutputStream();
    long deadline = System.nanoTime() + Math.min(timeout.toNanos(), CONVERTED_TIMEOUT.toNanos());
    format.write(
        tally,
        new OutputStream() {
          @Override
          public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            ProfileSender.write(bytes, from, length, out, deadline);
          }
        });
  }

  /** Sends 0 bytes: for a compiler, the same as no profile. */
  void sendNothing(String fileName, HttpServletRequest request, HttpServletResponse response) {
    begin(Representation.OF_NOTHING, fileName, false, request, response);
  }

  private boolean begin(
      Representation of,
      String fileName,
      boolean forEver,
      HttpServletRequest request,
      HttpServletResponse response) {
    response.setHeader(HttpHeaders.ETAG, of.etag().formattedTag());
    response.setHeader(HttpHeaders.CACHE_CONTROL, forEver ? forWhom + FOR_EVER : MOVING);
    if (isKnown(of.etag(), request)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return false;
    }
    response.setHeader("Repr-Digest", of.digest());
    response.setHeader("Content-Digest", of.digest());
    setFileName(fileName, response);
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setContentLengthLong(of.bytes());
    return of.bytes() > 0 && !"HEAD".equals(request.getMethod());
  }

  private static void setFileName(String fileName, HttpServletResponse response) {
    response.setHeader(
        HttpHeaders.CONTENT_DISPOSITION,
        fileName.equals(DEFAULT_PGO) ? AS_DEFAULT_PGO : disposition(fileName));
  }

  private static String disposition(String fileName) {
    return ContentDisposition.attachment().filename(fileName).build().toString();
  }

  private static boolean isKnown(ETag etag, HttpServletRequest request) {
    return Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH)).stream()
        .flatMap(header -> ETag.parse(header).stream())
        .anyMatch(known -> known.isWildcard() || known.compare(etag, false));
  }

  /** In slices, so that a client that takes them one by one meets the deadline. */
  private static void write(byte[] piece, int from, int length, OutputStream out, long deadline)
      throws IOException {
    for (int at = 0; at < length; at += SLICE_BYTES) {
      if (System.nanoTime() - deadline > 0) {
        // The one exception for which Tomcat cuts the connection without a word in the log.
        throw new ClientAbortException("the client takes too long to read a profile");
      }
      out.write(piece, from + at, Math.min(SLICE_BYTES, length - at));
    }
  }
}
