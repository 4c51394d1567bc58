package dev.pgohub.producer;

import dev.pgohub.jfr.JfrProfile;
import dev.pgohub.jfr.JfrToPprof;
import dev.pgohub.jfr.LineTables;
import dev.pgohub.producer.FragmentSender.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What the capture's thread does: take a window when it is due, publish what is pending, and at the
 * end take and publish the rest. Nothing that goes wrong here leaves it.
 */
final class CaptureLoop implements Runnable {

  /** Threads of this library are named so; their samples are not the service's. */
  static final String THREAD_PREFIX = "pgohub-";

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(12);
  private static final Duration MIN_BACKOFF = Duration.ofSeconds(1);
  private static final Duration PAUSE_AT_THE_END = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  private final CaptureSettings settings;
  private final CaptureCounters counters;
  private final WarnOnce warnings;
  private final JfrToPprof converter;
  private final FragmentSender sender;
  private final Deque<Fragment> pending = new ArrayDeque<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicLong stopDeadline = new AtomicLong();

  private String bootId = "";
  private String instance = "";
  private long sequence;
  private Duration backoff = MIN_BACKOFF;
  private long nextAttempt = System.nanoTime();

  /**
   * A loop, to be run once.
   *
   * @param loaders where the service's classes are found
   */
  CaptureLoop(
      CaptureSettings settings,
      CaptureCounters counters,
      WarnOnce warnings,
      ClassLoader... loaders) {
    this.settings = settings;
    this.counters = counters;
    this.warnings = warnings;
    this.converter =
        new JfrToPprof(LineTables.of(loaders), settings.maxStacks(), CaptureLoop::isOurs);
    this.sender = new FragmentSender(settings, warnings);
  }

  private static boolean isOurs(String thread) {
    return thread.startsWith(THREAD_PREFIX)
        || thread.startsWith(
            FragmentSender.NETWORK_THREAD_PREFIX + FragmentSender.CLIENT_ID_PREFIX);
  }

  /** Lets {@link #run} end, within the timeout as far as it can. */
  void stop(Duration timeout) {
    stopDeadline.compareAndSet(0, System.nanoTime() + timeout.toNanos());
    stop.countDown();
  }

  @Override
  public void run() {
    try {
      bootId = UUID.randomUUID().toString().replace("-", "");
      instance = settings.instance().isEmpty() ? InstanceName.of(bootId) : settings.instance();
      try (JfrWindows windows = JfrWindows.start(settings, warnings)) {
        capture(windows);
      }
    } catch (InterruptedException e) {
      // The time to close is over.
    } catch (Throwable e) {
      // Whatever it is, the service goes on. Without JFR it is a LinkageError; while the JVM shuts
      // down JFR does not start any more, and nobody needs to know.
      if (!stopping()) {
        warnings.warn("capture", "cannot capture profiles, gives up", e);
      }
    } finally {
      giveUp();
    }
  }

  private void capture(JfrWindows windows) throws InterruptedException {
    long due = System.nanoTime() + jittered(settings.firstWindow());
    boolean last = false;
    while (!last) {
      long wake = pending.isEmpty() || due - nextAttempt < 0 ? due : nextAttempt;
      last = stop.await(wake - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (last || System.nanoTime() - due >= 0) {
        if (!last && windows.isStopped()) {
          warnings.warn("stopped", "somebody stopped the recording; publishing the rest");
          last = true;
          stop(settings.closeTimeout());
        }
        take(windows);
        due = System.nanoTime() + jittered(settings.window());
      }
      if (!last && System.nanoTime() - nextAttempt >= 0) {
        long sendDeadline = System.nanoTime() + SEND_TIMEOUT.toNanos();
        publish(() -> stopping() ? nanosLeft() : sendDeadline - System.nanoTime());
      }
    }
    publishTheRest();
  }

  /** Never longer: what a killed instance loses is at most one window. */
  private long jittered(Duration duration) {
    double shorter = settings.jitter() * ThreadLocalRandom.current().nextDouble();
    return (long) (duration.toNanos() * (1 - shorter));
  }

  private void take(JfrWindows windows) {
    try {
      JfrProfile profile = windows.take(converter);
      if (profile != null) {
        counters.captured(profile);
        keep(profile);
      }
    } catch (IOException | RuntimeException e) {
      counters.unreadable();
      warnings.warn("read", "a window could not be read and is lost", e);
    }
  }

  private void keep(JfrProfile profile) {
    byte[] pprof = profile.pprof();
    if (pprof == null) {
      return;
    }
    if (pending.size() >= settings.maxPending()) {
      pending.remove();
      counters.dropped();
      warnings.warn("dropped", "too many windows are pending, drops the oldest (said once)");
    }
    pending.add(
        new Fragment(
            bootId + "-" + ++sequence,
            settings.tag(),
            settings.mode(),
            instance,
            settings.build(),
            profile.startUnixNanos(),
            profile.durationNanos(),
            pprof));
  }

  /** Publishes in order, until one must wait. */
  private boolean publish(LongSupplier nanosLeft) {
    while (!pending.isEmpty() && nanosLeft.getAsLong() > 0) {
      Outcome outcome = sender.send(pending.element(), nanosLeft);
      if (outcome == Outcome.LATER) {
        nextAttempt = System.nanoTime() + backoff.toNanos();
        Duration doubled = backoff.multipliedBy(2);
        backoff = doubled.compareTo(MAX_BACKOFF) < 0 ? doubled : MAX_BACKOFF;
        return false;
      }
      pending.remove();
      backoff = MIN_BACKOFF;
      if (outcome == Outcome.PUBLISHED) {
        counters.published();
      } else {
        counters.refused();
      }
    }
    return pending.isEmpty();
  }

  /** Where the broker was away before, one try is enough: the service wants to end. */
  private void publishTheRest() {
    boolean wasAway = !backoff.equals(MIN_BACKOFF);
    boolean published = publish(this::nanosLeft);
    while (!published && !wasAway && nanosLeft() > 0) {
      LockSupport.parkNanos(Math.min(nanosLeft(), PAUSE_AT_THE_END.toNanos()));
      published = publish(this::nanosLeft);
    }
    sender.close(published ? Duration.ofNanos(Math.max(0, nanosLeft())) : Duration.ZERO);
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private long nanosLeft() {
    return stopDeadline.get() - System.nanoTime();
  }

  private void giveUp() {
    // An interrupt said that the time is over; now it would only keep Kafka's thread from ending.
    Thread.interrupted();
    sender.close(Duration.ZERO);
    if (!pending.isEmpty()) {
      warnings.warn("given up", "windows not published before the end: " + pending.size());
      pending.forEach(fragment -> counters.dropped());
      pending.clear();
    }
  }
}
