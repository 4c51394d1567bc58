package dev.pgohub.producer;

import dev.pgohub.jfr.JfrProfile;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a capture does: one thread counts, any thread reads. */
final class CaptureCounters {

  private final AtomicLong windows = new AtomicLong();
  private final AtomicLong idle = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong truncatedSamples = new AtomicLong();
  private final AtomicLong lostSamples = new AtomicLong();

  void captured(JfrProfile profile) {
    samples.addAndGet(profile.samples());
    truncatedSamples.addAndGet(profile.truncatedSamples());
    lostSamples.addAndGet(profile.lostSamples());
    windows.incrementAndGet();
    (profile.pprof() == null ? idle : pending).incrementAndGet();
  }

  void unreadable() {
    windows.incrementAndGet();
    failed.incrementAndGet();
  }

  void published() {
    pending.decrementAndGet();
    published.incrementAndGet();
  }

  void dropped() {
    pending.decrementAndGet();
    dropped.incrementAndGet();
  }

  void refused() {
    pending.decrementAndGet();
    failed.incrementAndGet();
  }

  CaptureStats stats() {
    return new CaptureStats(
        windows.get(),
        idle.get(),
        published.get(),
        dropped.get(),
        failed.get(),
        pending.get(),
        samples.get(),
        truncatedSamples.get(),
        lostSamples.get());
  }
}
