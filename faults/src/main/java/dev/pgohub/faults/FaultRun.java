package dev.pgohub.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Sends fragments to a hub, does harm to it meanwhile, and counts what came out. */
final class FaultRun {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration END_LIMIT = Duration.ofMinutes(5);
  private static final Duration STANDSTILL = Duration.ofSeconds(45);
  private static final int MOST_FRAGMENTS = 30_000;
  private static final double FASTEST = 40; // fragments a second

  private final Options options;
  private final PrintStream progress;
  private final Random random;
  private final Ledger ledger = new Ledger();
  private final Gaps posts = new Gaps();
  private final Gaps gets = new Gaps();

  /** A run that did not begin. */
  FaultRun(Options options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
    this.random = new Random(options.seed());
  }

  /**
   * Runs.
   *
   * @param directory of all files
   * @return what is to be told
   * @throws IOException when the hub cannot be run
   */
  Report run(Path directory) throws IOException, InterruptedException {
    Duration session = Duration.ofSeconds(options.shortForm() ? 3 : 6);
    Hub hub = new Hub(directory, session, "0B", Map.of());
    Thread atTheEnd = new Thread(hub::kill, "end-of-the-hub");
    Runtime.getRuntime().addShutdownHook(atTheEnd);
    try (hub;
        Supervisor supervisor = new Supervisor(hub)) {
      say("starting a broker, two mergers and an API; logs in " + directory.resolve("logs"));
      hub.start();
      if (!Await.until(START_LIMIT, () -> isUp(hub))) {
        throw new IOException("the hub did not start");
      }
      Duration away = options.shortForm() ? Duration.ofSeconds(5) : Duration.ofMinutes(1);
      Injector injector = new Injector(hub, posts, random, session, away);
      long begin = System.nanoTime();
      BadClients badClients = run(hub, injector, supervisor);
      Outcome outcome = Outcome.of(hub, ledger);
      double minutes = (System.nanoTime() - begin) / 60e9;
      return new Report(
          options, minutes, hub, injector, supervisor, badClients, ledger, posts, gets, outcome);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(atTheEnd);
      } catch (IllegalStateException e) {
        // It is running.
      }
    }
  }

  private static boolean isUp(Hub hub) {
    return hub.isServing() && hub.mergers().stream().allMatch(hub::isMerging);
  }

  private BadClients run(Hub hub, Injector injector, Supervisor supervisor)
      throws IOException, InterruptedException {
    double aSecond = Math.min(FASTEST, MOST_FRAGMENTS / (double) options.duration().toSeconds());
    Plan plan = new Plan(options.seed(), Integer.MAX_VALUE);
    try (Senders senders = new Senders(hub, plan, ledger, posts, aSecond);
        Readers readers = new Readers(hub, ledger, gets);
        BadClients badClients = new BadClients(hub)) {
      harm(hub, injector, supervisor);
      senders.stop();
      say("no more faults; waiting until all is acknowledged and served");
      if (!Await.until(END_LIMIT, senders::areDone)) {
        throw new IOException("not all fragments were acknowledged within five minutes");
      }
      awaitQuiet(hub);
      return badClients;
    }
  }

  private void harm(Hub hub, Injector injector, Supervisor supervisor)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + options.duration().toNanos();
    List<Harm> round = new ArrayList<>();
    do {
      if (round.isEmpty()) {
        round.addAll(round(injector));
      }
      Thread.sleep(300 + random.nextInt(options.shortForm() ? 700 : 4000));
      Harm harm = round.remove(0);
      say(harm.text());
      Map<String, Integer> before = supervisor.endings();
      long begin = System.nanoTime();
      boolean isOverIt = injector.inflict(harm);
      say(
          String.format(
              "  %.1f s until all works again; acknowledged %d of %d",
              (System.nanoTime() - begin) / 1e9, ledger.acknowledgedCount(), ledger.sentCount()));
      if (!isOverIt) {
        Diagnosis.print(hub, progress);
        throw new IOException("the hub did not get over it within two minutes: " + harm.text());
      }
      if (!harm.isOfDisks() && !supervisor.endings().equals(before)) {
        ledger.complain(harm.text() + ": a part gave up: " + supervisor.endings());
      }
    } while (options.shortForm() ? !round.isEmpty() : System.nanoTime() < end);
  }

  /** All kinds of harm, in an order that is drawn; in the short form those that tell the most. */
  private List<Harm> round(Injector injector) {
    List<Harm> round = new ArrayList<>(injector.possible());
    if (options.only() != null) {
      round.removeIf(harm -> harm != options.only());
    }
    if (options.shortForm()) {
      round.retainAll(
          Arrays.asList(Harm.KILL_MERGER, Harm.KILL_BROKER, Harm.KILL_API, Harm.STOP_MERGER));
      if (injector.possible().contains(Harm.FULL_STATE_DISK)) {
        round.add(Harm.FULL_STATE_DISK);
      }
    }
    Collections.shuffle(round, random);
    return round;
  }

  /** Until everything is served as it must be, or nothing changes any more. */
  private void awaitQuiet(Hub hub) throws InterruptedException {
    String[] last = {""};
    long[] changed = {System.nanoTime()};
    Await.until(
        END_LIMIT,
        () -> {
          StringBuilder weights = new StringBuilder();
          boolean isAll = true;
          for (String tag : ledger.tags()) {
            long weight = served(hub, tag);
            weights.append(weight).append(' ');
            isAll &= weight == ledger.weight(tag);
          }
          if (!weights.toString().equals(last[0])) {
            last[0] = weights.toString();
            changed[0] = System.nanoTime();
          }
          return isAll || System.nanoTime() - changed[0] > STANDSTILL.toNanos();
        });
    // A fragment that is counted twice would come after the weight was right.
    Thread.sleep(2_000);
  }

  private static long served(Hub hub, String tag) {
    try {
      return Outcome.get(hub, tag).headers().firstValueAsLong("X-Pgohub-Weight").orElse(-1);
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private void say(String what) {
    progress.printf("%tT %s%n", System.currentTimeMillis(), what);
  }
}
