package dev.pgohub.api.events;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/** One who is told what changed. Thread-safe; sends from one thread at a time. */
final class ChangeStream {

  /** Names that wait to be told; more are told as everything. */
  private static final int MOST = 200;

  private static final long HEARTBEAT_NANOS = 15_000_000_000L;

  /**
   * What changed.
   *
   * @param all whether it is more than can be named
   * @param tags that changed
   */
  record Changed(boolean all, Set<String> tags) {}

  private final Predicate<String> wanted;
  private final SseEmitter emitter;
  private final Set<String> waiting = new TreeSet<>();
  private boolean isTooMuch;
  private boolean isSending;
  private long toldNanos = System.nanoTime();

  /**
   * @param wanted of which tags it is told
   */
  ChangeStream(Predicate<String> wanted, SseEmitter emitter) {
    this.wanted = wanted;
    this.emitter = emitter;
  }

  synchronized void add(String tag) {
    if (wanted.test(tag)) {
      isTooMuch |= waiting.size() >= MOST && !waiting.contains(tag);
      if (!isTooMuch) {
        waiting.add(tag);
      }
    }
  }

  /** Whether there is something to send, and nobody does; who is told so must send. */
  synchronized boolean takeTurn() {
    boolean isDue =
        isTooMuch || !waiting.isEmpty() || System.nanoTime() - toldNanos > HEARTBEAT_NANOS;
    if (isSending || !isDue) {
      return false;
    }
    isSending = true;
    return true;
  }

  /**
   * Sends what waits, or a sign of life.
   *
   * @throws IOException when the other side is gone
   */
  void send() throws IOException {
    Changed changed;
    synchronized (this) {
      changed = new Changed(isTooMuch, isTooMuch ? Set.of() : Set.copyOf(waiting));
      waiting.clear();
      isTooMuch = false;
      toldNanos = System.nanoTime();
    }
    SseEventBuilder event = SseEmitter.event();
    try {
      emitter.send(
          changed.all() || !changed.tags().isEmpty()
              ? event.name("changed").data(changed, MediaType.APPLICATION_JSON)
              : event.comment("here"));
    } finally {
      synchronized (this) {
        isSending = false;
      }
    }
  }

  void end() {
    emitter.complete();
  }
}
