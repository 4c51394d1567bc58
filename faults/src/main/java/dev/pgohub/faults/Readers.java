package dev.pgohub.faults;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads that ask for all tags over and over, as builds do. Every 200 must be a whole profile
 * whose digest is the one that is said; a tag that was served once must not be gone; everything
 * else must be an error that says what it is. Thread-safe.
 */
final class Readers implements AutoCloseable {

  private static final int THREADS = 2;
  private static final long PAUSE_MILLIS = 40;

  private final Hub hub;
  private final Ledger ledger;
  private final Gaps answers;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Begins to read.
   *
   * @param answers marked at each profile
   */
  Readers(Hub hub, Ledger ledger, Gaps answers) {
    this.hub = hub;
    this.ledger = ledger;
    this.answers = answers;
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::read, "reader-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void read() {
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
    Set<String> served = new HashSet<>();
    try {
      while (!stopping.get()) {
        for (String tag : Plan.tags()) {
          read(tag, reader, served);
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // It was only waiting.
    } catch (RuntimeException e) {
      ledger.complain("a reader failed: " + e);
    }
  }

  private void read(String tag, FragmentReader reader, Set<String> served)
      throws InterruptedException {
    HttpRequest request = Http.request(hub.api().resolve("/profile/" + tag)).build();
    HttpResponse<byte[]> answer;
    try {
      answer = Http.send(request);
    } catch (IOException e) {
      return; // The API is away, and whoever asks is told so.
    }
    String digest = HexFormat.of().formatHex(sha256(answer.body()));
    String name = "GET /profile/" + tag + ": ";
    switch (answer.statusCode()) {
      case 200 -> {
        answers.mark();
        served.add(tag);
        if (!answer.headers().firstValue("ETag").orElse("").contains(digest)) {
          ledger.complain(name + "the body is not what the ETag says");
        }
        try {
          reader.read(answer.body());
        } catch (InvalidProfileException e) {
          ledger.complain(name + e.getMessage());
        }
      }
      case 404 -> {
        if (served.contains(tag)) {
          ledger.complain(name + "404 after it was served");
        }
        if (answer.body().length > 0) {
          ledger.complain(name + "404 with a body");
        }
      }
      case 503 -> {
        // It says so itself.
      }
      default -> ledger.complain(name + answer.statusCode());
    }
  }

  /** The digest of bytes. */
  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    stopping.set(true);
    threads.forEach(Thread::interrupt);
  }
}
