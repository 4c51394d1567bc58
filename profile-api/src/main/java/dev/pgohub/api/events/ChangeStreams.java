package dev.pgohub.api.events;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.ProfileStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells those who keep a connection open which tags changed, at most twice a second each. Holds no
 * thread for one who waits; a slow one keeps nobody else for longer than a connection may stall.
 * Thread-safe.
 */
@Component
public final class ChangeStreams implements SmartLifecycle {

  private static final long TICK_MILLIS = 500;
  private static final int SENDERS = 2;

  /** After which the other side has to ask anew, so that one that is forgotten does not stay. */
  private static final Duration LIFE = Duration.ofMinutes(15);

  private final int most;
  private final Set<ChangeStream> streams = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "pgohub-events-clock"));
  private final ExecutorService senders =
      Executors.newFixedThreadPool(SENDERS, task -> daemon(task, "pgohub-events"));
  private volatile boolean isRunning;

  ChangeStreams(ProfileApiSettings settings, ProfileStore store, MeterRegistry meters) {
    this.most = settings.eventStreams();
    store.feed().onChange(tag -> streams.forEach(stream -> stream.add(tag)));
    Gauge.builder("pgohub.event.streams", streams, Set::size)
        .description("Those who are told what changed")
        .register(meters);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * One more who is told.
   *
   * @param wanted of which tags it is told
   * @throws HttpProblem {@code busy} when there are too many
   */
  SseEmitter open(Predicate<String> wanted) {
    SseEmitter emitter = new SseEmitter(LIFE.toMillis());
    ChangeStream stream = new ChangeStream(wanted, emitter);
    synchronized (streams) {
      if (!isRunning || streams.size() >= most) {
        throw new HttpProblem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "busy",
                "too many are told already; ask again from time to time instead")
            .retryAfter(Duration.ofMinutes(1));
      }
      streams.add(stream);
    }
    emitter.onCompletion(() -> streams.remove(stream));
    emitter.onTimeout(stream::end);
    emitter.onError(fault -> streams.remove(stream));
    send(stream); // so that the answer begins, though nothing changed yet
    return emitter;
  }

  private void tick() {
    for (ChangeStream stream : streams) {
      // At most one task for each stream, of which there are not too many.
      if (stream.takeTurn()) {
        senders.execute(() -> send(stream));
      }
    }
  }

  private void send(ChangeStream stream) {
    try {
      stream.send();
    } catch (IOException | IllegalStateException e) {
      streams.remove(stream);
    }
  }

  @Override
  public void start() {
    clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    isRunning = true;
  }

  /** Before the web server waits for the requests that are under way. */
  @Override
  public int getPhase() {
    return DEFAULT_PHASE;
  }

  @Override
  public void stop() {
    isRunning = false;
    clock.shutdownNow();
    streams.forEach(ChangeStream::end);
    senders.shutdown();
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
