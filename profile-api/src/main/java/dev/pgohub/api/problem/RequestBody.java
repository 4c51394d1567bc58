package dev.pgohub.api.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/** Whether the body of a request was read: what follows it on the connection depends on it. */
public final class RequestBody {

  private static final String STATE = RequestBody.class.getName();

  /** Reading so much takes less than connecting anew does. */
  private static final int SMALL_BYTES = 64 << 10;

  private static final Duration SMALL_TIME = Duration.ofSeconds(1);

  private RequestBody() {}

  /** To be said before the first byte is read. */
  public static void reading(HttpServletRequest request) {
    request.setAttribute(STATE, "reading");
  }

  /** To be said when the end was read. */
  public static void read(HttpServletRequest request) {
    request.setAttribute(STATE, "read");
  }

  /** Whether there is a body of which something may not have been read. */
  public static boolean isUnread(HttpServletRequest request) {
    boolean hasBody =
        request.getContentLengthLong() > 0
            || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    return hasBody && !"read".equals(request.getAttribute(STATE));
  }

  /**
   * Reads a small body that nobody needs, so that the connection can be kept: a sender that is
   * refused again and again would otherwise connect anew each time.
   *
   * @return whether all of it was read; false when it is not small, cut, or not sent yet
   */
  static boolean forget(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    if (length < 0
        || length > SMALL_BYTES
        || isAwaited(request)
        || request.getAttribute(STATE) != null) {
      return false;
    }
    reading(request);
    try {
      InputStream in = request.getInputStream();
      byte[] body = new byte[(int) length];
      long end = System.nanoTime() + SMALL_TIME.toNanos();
      int at = 0;
      int more = 0;
      while (at < length && more >= 0 && System.nanoTime() - end < 0) {
        more = in.read(body, at, body.length - at);
        at += Math.max(0, more);
      }
      if (at == length) {
        read(request);
        return true;
      }
    } catch (IOException | IllegalStateException e) {
      // It ends early, or too late: the connection is of no more use.
    }
    return false;
  }

  /** Whether the sender waits to be told to send, and has not been told. */
  public static boolean isAwaited(HttpServletRequest request) {
    return request.getHeader(HttpHeaders.EXPECT) != null && request.getAttribute(STATE) == null;
  }
}
