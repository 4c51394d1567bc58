package dev.pgohub.publisher;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits what is served for its share of the tags to their repositories, until it is closed. Any
 * number of publishers with the same broker and group share the tags between them. Thread-safe.
 */
public final class Publisher implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int MAX_FAULTS = 5;
  private static final long PAUSE_MILLIS = 1_000;
  private static final long CALM_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final PublisherSettings settings;
  private final KafkaClients clients;
  private final RepositoryCache cache;
  private final ContentReader contents;
  private final KafkaProducer<byte[], byte[]> results;
  private final PublicationWork work;
  private final PublishLoop loop;
  private final Thread thread = new Thread(this::run, "pgohub-publisher");
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> daemon(task, "pgohub-publisher-git"));
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ready;

  private Publisher(
      PublisherSettings settings,
      KafkaClients clients,
      RepositoryCache cache,
      UnaryOperator<@Nullable String> environment,
      MeterRegistry meters) {
    this.settings = settings;
    this.clients = clients;
    this.cache = cache;
    contents =
        new ContentReader(
            clients.reader("contents"), settings.count(PublisherSetting.MAX_DEFAULT_PGO));
    results = clients.producer();
    work =
        new PublicationWork(
            contents,
            new GitPublisher(settings, cache, environment),
            results,
            System::currentTimeMillis,
            new PublicationMeters(meters, this::isReady));
    loop = new PublishLoop(settings, this::begin);
  }

  /**
   * Waits for the broker, creates missing topics, and starts. Returns before the publisher has its
   * share of the tags: see {@link #isReady}. References to credentials are looked up in the
   * environment of this process.
   *
   * @throws PublisherStartException when the broker or the directory cannot be used
   * @throws InvalidSettingException when a setting that names a file names a wrong one
   */
  public static Publisher start(PublisherSettings settings)
      throws PublisherStartException, InterruptedException {
    return start(settings, new SimpleMeterRegistry());
  }

  /**
   * The same, counting where an operator reads it.
   *
   * @param meters of this publisher alone among those of its process
   * @throws PublisherStartException when the broker or the directory cannot be used
   * @throws InvalidSettingException when a setting that names a file names a wrong one
   */
  public static Publisher start(PublisherSettings settings, MeterRegistry meters)
      throws PublisherStartException, InterruptedException {
    return start(settings, System::getenv, meters);
  }

  static Publisher start(PublisherSettings settings, UnaryOperator<@Nullable String> environment)
      throws PublisherStartException, InterruptedException {
    return start(settings, environment, new SimpleMeterRegistry());
  }

  private static Publisher start(
      PublisherSettings settings, UnaryOperator<@Nullable String> environment, MeterRegistry meters)
      throws PublisherStartException, InterruptedException {
    KafkaClients clients = new KafkaClients(settings);
    BrokerTopics.prepare(settings, clients);
    RepositoryCache cache;
    try {
      cache = RepositoryCache.hold(settings);
    } catch (IOException e) {
      throw new PublisherStartException(
          ExitCode.BAD_DIRECTORY,
          "the directory " + settings.directory() + " cannot be used: " + e.getMessage(),
          e);
    }
    Publisher publisher = new Publisher(settings, clients, cache, environment, meters);
    publisher.thread.setDaemon(true);
    publisher.thread.start();
    return publisher;
  }

  /** Whether it has its share of the tags. */
  public boolean isReady() {
    return ready && !failure.isDone();
  }

  /**
   * Completes with a reason in one line when the publisher gives up by itself; never otherwise. It
   * should then be closed. Nothing is lost: another one goes on where this one stopped.
   */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  private CompletableFuture<PublicationWork.Done> begin(PublicationWork.Task task) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.run(task);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
          }
        },
        worker);
  }

  private void run() {
    int faults = 0;
    while (!closed.get()) {
      long began = System.nanoTime();
      try (HubView view = HubView.open(clients, settings)) {
        while (!closed.get()) {
          loop.step(view);
          ready = view.hasJoined();
        }
      } catch (InterruptException | RejectedExecutionException e) {
        return;
      } catch (RuntimeException e) {
        faults = System.nanoTime() - began > CALM_NANOS ? 1 : faults + 1;
        if (closed.get()) {
          return;
        }
        if (faults > MAX_FAULTS) {
          failure.complete("the publisher gave up: " + e);
          return;
        }
        log.warn("publishing failed, starting again", e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Ends, within {@link PublisherSetting#CLOSE_TIMEOUT}; a commit that is being pushed is finished
   * when there is time, and otherwise found by the next publisher. A second call does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long deadline = System.nanoTime() + settings.span(PublisherSetting.CLOSE_TIMEOUT).toNanos();
    worker.shutdown();
    try {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      if (!worker.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        worker.shutdownNow();
        log.warn("a publication did not end in time; the next publisher goes on with it");
        return;
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
      return;
    }
    contents.close();
    results.close();
    try {
      cache.close();
    } catch (IOException e) {
      log.warn("the lock of {} was not given back", settings.directory());
    }
  }
}
