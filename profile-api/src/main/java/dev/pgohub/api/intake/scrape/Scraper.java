package dev.pgohub.api.intake.scrape;

import dev.pgohub.api.intake.Envelope;
import dev.pgohub.api.intake.FragmentIntake;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.pprof.InvalidProfileException;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches profiles from the targets of a file, for as long as it runs: a bounded number at a time,
 * and of each tag from one instance at a time, the one longest due first. So profiling slows down
 * one instance of a service at most, and many instances share the time. Thread-safe.
 */
public final class Scraper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Scraper.class);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final Duration LOOKUP = Duration.ofSeconds(30);
  private static final int MAX_INSTANCES = 10_000;

  private final FragmentIntake intake;
  private final MeterRegistry meters;
  private final ScrapeFile file;
  private final SrvLookup dns;
  private final ProfileFetch fetch;
  private final int atATime;
  private final ScheduledExecutorService clock;
  private final ExecutorService workers;

  private List<ScrapeTarget> targets = List.of();
  private Map<ScrapeTarget, Scrape> scrapes = Map.of();
  private final Map<String, List<SrvLookup.Instance>> instances = new LinkedHashMap<>();
  private final Map<String, String> lookupErrors = new LinkedHashMap<>();
  private final Set<String> busyTags = new HashSet<>();
  private long lookedUp = System.nanoTime() - LOOKUP.toNanos();

  /**
   * Starts fetching.
   *
   * @param file the list of targets; it may come later
   * @param atATime profiles that are fetched at the same time
   * @param patience how much longer than the profile an answer may take
   * @param dnsServer such as {@code dns://10.0.0.2:53}; empty: those of the machine
   */
  public Scraper(
      FragmentIntake intake,
      MeterRegistry meters,
      Path file,
      int atATime,
      Duration patience,
      String dnsServer) {
    this.intake = intake;
    this.meters = meters;
    this.file = new ScrapeFile(file);
    this.dns = new SrvLookup(dnsServer);
    this.fetch = new ProfileFetch(patience, FragmentIntake.MAX_BYTES);
    this.atATime = atATime;
    this.clock = Executors.newSingleThreadScheduledExecutor(threads("pgohub-scrape-clock-"));
    this.workers = Executors.newFixedThreadPool(atATime, threads("pgohub-scrape-"));
    clock.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private void tick() {
    try {
      boolean changed = file.readWhenChanged().map(this::replace).orElse(false);
      if (changed || System.nanoTime() - lookedUp >= LOOKUP.toNanos()) {
        lookUp();
        spread();
      }
      startDue();
    } catch (RuntimeException e) {
      log.error("scraping goes on after a fault", e);
    }
  }

  private boolean replace(List<ScrapeTarget> read) {
    targets = read;
    return true;
  }

  /** Asks DNS for all names. One that cannot be asked for keeps its instances. */
  private void lookUp() {
    lookedUp = System.nanoTime();
    Set<String> names = new HashSet<>();
    for (ScrapeTarget target : targets) {
      if (target.isName() && names.add(target.srv())) {
        lookUp(target.srv());
      }
    }
    synchronized (this) {
      instances.keySet().retainAll(names);
      lookupErrors.keySet().retainAll(names);
    }
  }

  private void lookUp(String name) {
    List<SrvLookup.Instance> found = List.of();
    String error = "";
    try {
      found = dns.find(name);
    } catch (NamingException | RuntimeException e) {
      error = e.toString();
    }
    synchronized (this) {
      if (error.isEmpty()) {
        instances.put(name, found);
        lookupErrors.remove(name);
      } else {
        lookupErrors.put(name, error);
      }
    }
  }

  /** Makes the targets the instances from which profiles are fetched; those known stay. */
  private synchronized void spread() {
    Map<ScrapeTarget, Scrape> next = new LinkedHashMap<>();
    for (ScrapeTarget target : targets) {
      for (ScrapeTarget one : instancesOf(target)) {
        if (next.size() < MAX_INSTANCES) {
          Scrape known = scrapes.get(one);
          next.computeIfAbsent(one, t -> known == null ? new Scrape(t) : known);
        }
      }
    }
    scrapes = next;
  }

  private List<ScrapeTarget> instancesOf(ScrapeTarget target) {
    return target.isName()
        ? instances.getOrDefault(target.srv(), List.of()).stream()
            .map(instance -> target.at(instance.host(), instance.port()))
            .toList()
        : List.of(target);
  }

  private synchronized void startDue() {
    long now = System.nanoTime();
    List<Scrape> due =
        new ArrayList<>(scrapes.values().stream().filter(s -> s.dueNanos() - now <= 0).toList());
    due.sort(Comparator.comparingLong(scrape -> scrape.dueNanos() - now));
    for (Scrape scrape : due) {
      // A busy tag holds one of the workers.
      if (busyTags.size() < atATime && busyTags.add(scrape.target().tag().value())) {
        scrape.begin();
        workers.execute(() -> run(scrape));
      }
    }
  }

  private void run(Scrape scrape) {
    ScrapeTarget target = scrape.target();
    ScrapeResult result = ScrapeResult.FAILED;
    String error = "";
    int bytes = 0;
    try {
      byte[] pprof = fetch.fetch(target);
      bytes = pprof.length;
      intake.takeFetched(
          new Envelope(target.tag(), target.mode(), target.instance(), target.build(), 0, 0, null),
          pprof);
      result = ScrapeResult.TAKEN;
    } catch (ScrapeException e) {
      result = e.result();
      error = String.valueOf(e.getMessage());
    } catch (InvalidProfileException e) {
      result = ScrapeResult.REFUSED;
      error = e.reason().code() + ": " + e.getMessage();
    } catch (HttpProblem e) {
      error = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("fetching from {} failed", target.url(), e);
      error = e.toString();
    } finally {
      end(scrape, result, bytes, error);
    }
  }

  private synchronized void end(Scrape scrape, ScrapeResult result, int bytes, String error) {
    scrape.end(result, bytes, error);
    String tag = scrape.target().tag().value();
    busyTags.remove(tag);
    meters.counter("pgohub.scrape", "tag", tag, "result", result.code()).increment();
  }

  /**
   * How it goes.
   *
   * @param error why the list cannot be used now; null: it can
   * @param lookupErrors what was wrong with names that DNS was asked for
   * @param targets the instances, in the order of the list
   */
  record View(
      @Nullable String error, Map<String, String> lookupErrors, List<Scrape.View> targets) {}

  synchronized View view() {
    String problem = file.problem();
    return new View(
        problem.isEmpty() ? null : problem,
        Map.copyOf(lookupErrors),
        scrapes.values().stream().map(Scrape::view).toList());
  }

  /** Ends at once; what is being fetched is lost. */
  @Override
  public void close() {
    clock.shutdownNow();
    workers.shutdownNow();
  }
}
