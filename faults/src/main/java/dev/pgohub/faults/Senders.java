package dev.pgohub.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that send the fragments of a plan at a steady pace. Each fragment is sent until it is
 * acknowledged or refused; one of ten is then delivered once more, by the other way. Thread-safe.
 */
final class Senders implements AutoCloseable {

  private static final int THREADS = 6;
  private static final long PAUSE_MILLIS = 100;

  private final Hub hub;
  private final Plan plan;
  private final Ledger ledger;
  private final Gaps acknowledgements;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong due;
  private final long stepNanos;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * Begins to send.
   *
   * @param aSecond how many new fragments are begun in a second
   */
  Senders(Hub hub, Plan plan, Ledger ledger, Gaps acknowledgements, double aSecond) {
    this.hub = hub;
    this.plan = plan;
    this.ledger = ledger;
    this.acknowledgements = acknowledgements;
    stepNanos = (long) (1e9 / aSecond);
    due = new AtomicLong(System.nanoTime());
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(this::send, "sender-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void send() {
    try (Way http = new HttpWay(hub.api(), ledger);
        Way kafka = new KafkaWay(hub.bootstrapServers())) {
      while (!stopping.get()) {
        long wait = due.getAndAdd(stepNanos) - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        } else if (wait < -5 * stepNanos * THREADS) {
          due.set(System.nanoTime()); // What an outage held up is not made up for in a burst.
        }
        Optional<Sample> sample = stopping.get() ? Optional.empty() : plan.next();
        if (sample.isEmpty()) {
          return;
        }
        send(sample.get(), http, kafka);
      }
    } catch (InterruptedException e) {
      ledger.complain("a sender was told to end before its fragment was acknowledged");
    } catch (RuntimeException e) {
      ledger.complain("a sender failed: " + e);
    }
  }

  private void send(Sample sample, Way http, Way kafka) throws InterruptedException {
    ledger.sent();
    if (until(sample, sample.byKafka() ? kafka : http) == Way.Answer.REFUSED) {
      ledger.refusedAtTheDoor(sample);
      return;
    }
    ledger.acknowledged(sample);
    if (sample.again()) {
      until(sample, sample.byKafka() ? http : kafka);
      ledger.repeated();
    }
  }

  private Way.Answer until(Sample sample, Way way) throws InterruptedException {
    while (true) {
      ledger.delivered();
      Way.Answer answer = way.deliver(sample);
      if (answer == Way.Answer.TAKEN && way instanceof HttpWay) {
        acknowledgements.mark();
      }
      if (answer != Way.Answer.LATER) {
        return answer;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Begins no further fragment. */
  void stop() {
    stopping.set(true);
  }

  /** Whether all that was begun is acknowledged or refused. */
  boolean areDone() {
    return threads.stream().noneMatch(Thread::isAlive);
  }

  @Override
  public void close() {
    stop();
    threads.forEach(Thread::interrupt);
  }
}
