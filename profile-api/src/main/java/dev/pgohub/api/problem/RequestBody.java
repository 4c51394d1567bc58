package dev.pgohub.api.problem;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/** Whether the body of a request was read: what follows it on the connection depends on it. */
public final class RequestBody {

  private static final String STATE = RequestBody.class.getName();

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

  /** Whether the sender waits to be told to send, and has not been told. */
  public static boolean isAwaited(HttpServletRequest request) {
    return request.getHeader(HttpHeaders.EXPECT) != null && request.getAttribute(STATE) == null;
  }
}
