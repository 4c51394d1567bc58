package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One kept connection from an address of its own, on which fragments are posted: for a client that
 * is many clients, which Java's own cannot be. Not thread-safe.
 */
final class PostConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int LONGEST_LINE = 8 << 10;

  private final URI hub;
  private final InetAddress from;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  /**
   * An answer.
   *
   * @param retryAfter the header field; empty when there is none
   */
  record Answer(int status, String retryAfter, String body) {}

  /** A connection that is made at the first post. */
  PostConnection(URI hub, InetAddress from) {
    this.hub = hub;
    this.from = from;
  }

  /**
   * Posts a fragment.
   *
   * @throws IOException when no whole answer comes; the next post connects anew
   */
  Answer post(String tag, String key, byte[] body) throws IOException {
    try {
      return exchange(tag, key, body);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Answer exchange(String tag, String key, byte[] body) throws IOException {
    Socket open = socket;
    InputStream answers = in;
    if (open == null || answers == null) {
      open = new Socket(InetAddress.getByName(hub.getHost()), hub.getPort(), from, 0);
      open.setSoTimeout(PATIENCE_MILLIS);
      open.setTcpNoDelay(true);
      socket = open;
      answers = new BufferedInputStream(open.getInputStream());
      in = answers;
    }
    byte[] head =
        ("POST /profile/%s HTTP/1.1\r\nHost: hub\r\nAccept: application/json\r\n"
                + "Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n")
            .formatted(tag, key, body.length)
            .getBytes(ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    open.getOutputStream().write(request);
    return read(answers);
  }

  private Answer read(InputStream answers) throws IOException {
    String[] status = line(answers).split(" ", 3);
    if (status.length < 2) {
      throw new IOException("no answer");
    }
    String retryAfter = "";
    int length = -1;
    boolean chunked = false;
    boolean isLast = false;
    for (String line; !(line = line(answers)).isEmpty(); ) {
      String lower = line.toLowerCase(Locale.ROOT);
      String value = line.substring(line.indexOf(':') + 1).strip();
      if (lower.startsWith("retry-after:")) {
        retryAfter = value;
      } else if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(value);
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("connection:")) {
        isLast = lower.endsWith("close");
      }
    }
    String body =
        chunked
            ? chunks(answers)
            : length < 0 && isLast
                ? new String(answers.readAllBytes(), ISO_8859_1)
                : text(answers, Math.max(0, length));
    if (isLast) {
      close();
    }
    return new Answer(Integer.parseInt(status[1]), retryAfter, body);
  }

  private static String chunks(InputStream answers) throws IOException {
    StringBuilder body = new StringBuilder();
    for (int length = -1; length != 0; ) {
      length = Integer.parseInt(line(answers), 16);
      body.append(text(answers, length));
      line(answers);
    }
    return body.toString();
  }

  private static String text(InputStream answers, int length) throws IOException {
    byte[] bytes = answers.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the answer was cut");
    }
    return new String(bytes, ISO_8859_1);
  }

  private static String line(InputStream answers) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = answers.read(); next != '\n'; next = answers.read()) {
      if (next < 0 || line.length() > LONGEST_LINE) {
        throw new IOException("the answer was cut");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    Socket closing = socket;
    socket = null;
    in = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException e) {
        // Nobody reads from it any more.
      }
    }
  }
}
