package dev.pgohub.api.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a sender whose request was refused before it was read get the answer: it is sent at once,
 * and what still comes is read and forgotten, within bounds. A connection closed on unread bytes
 * would be reset, and the answer lost.
 */
@Order(Ordered.LOWEST_PRECEDENCE - 3)
public final class UnreadBodyFilter extends OncePerRequestFilter {

  private static final long MAX_BYTES = 32L << 20;
  private static final Duration MAX_TIME = Duration.ofSeconds(5);

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    if (RequestBody.isUnread(request) && !RequestBody.isAwaited(request)) {
      try {
        response.flushBuffer();
        forget(request.getInputStream());
      } catch (IOException e) {
        logger.debug("the sender of a refused body is gone", e);
      }
    }
  }

  private static void forget(ServletInputStream body) throws IOException {
    byte[] buffer = new byte[16 << 10];
    long end = System.nanoTime() + MAX_TIME.toNanos();
    long bytes = 0;
    int read = 0;
    while (read >= 0 && bytes < MAX_BYTES && System.nanoTime() < end) {
      read = body.read(buffer);
      bytes += read;
    }
  }
}
