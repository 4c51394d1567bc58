package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.problem.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** Reads a body that may be too large, too slow, or cut. */
final class BodyReader {

  private static final int PIECE_BYTES = 32 << 10;

  private final Duration timeout;

  /**
   * A reader.
   *
   * @param timeout in which all of a body must have come
   */
  BodyReader(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Reads all of a body, never holding more than the limit.
   *
   * @throws HttpProblem 413 beyond the limit, 408 beyond the time, 400 when it ends early, 503 when
   *     there is no room
   */
  byte[] read(HttpServletRequest request, int limit, IntakeRoom.Place place) {
    if (request.getContentLengthLong() > limit) {
      throw tooLarge(limit);
    }
    RequestBody.reading(request);
    long deadline = System.nanoTime() + timeout.toNanos();
    // Most bodies are small, and there may be many: no more than they need.
    long told = request.getContentLengthLong();
    byte[] piece = new byte[told < 0 ? PIECE_BYTES : (int) Math.min(PIECE_BYTES, told + 1)];
    var body = new ByteArrayOutputStream(piece.length);
    try {
      InputStream in = request.getInputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        if (body.size() + read > limit) {
          throw tooLarge(limit);
        }
        if (System.nanoTime() - deadline > 0) {
          throw tooSlow();
        }
        place.holds(body.size() + read);
        body.write(piece, 0, read);
      }
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
        throw tooSlow();
      }
      throw HttpProblem.badRequest("body_cut", "the body ends early, or its chunks are malformed");
    }
    RequestBody.read(request);
    return body.toByteArray();
  }

  static HttpProblem tooLarge(int limit) {
    return new HttpProblem(
        HttpStatus.CONTENT_TOO_LARGE,
        "body_too_large",
        "the body has more than " + limit + " bytes; collect over a shorter time");
  }

  private HttpProblem tooSlow() {
    return new HttpProblem(
        HttpStatus.REQUEST_TIMEOUT,
        "body_timeout",
        "the body did not come within " + timeout.toSeconds() + " s, or stalled");
  }
}
