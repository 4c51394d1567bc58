package dev.pgohub.benchmarks.state;

import dev.pgohub.benchmarks.pipeline.ThreadCpu;
import dev.pgohub.merger.MergerLoad;
import dev.pgohub.merger.MergerSetting;
import dev.pgohub.merger.MergerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a merger takes of one tag with thousands of instances: first as fast as it can, of
 * fragments that wait at the broker; then as they come, at a rate.
 *
 * <p>Arguments: how many fragments wait; instances; threads of the merger; fragments a second, and
 * for how many seconds; from which percent of a thread on a tag is hot. Property {@code
 * pgohub.corpus}: the corpus.
 */
public final class HotTagBench {

  private static final String FLEET = "apiserver";
  private static final int WARM_UP = 2_000; // fragments, until the JIT compiler is done

  private final FleetSender sender;
  private final StateHub hub;

  private HotTagBench(StateHub hub, FleetSender sender) {
    this.hub = hub;
    this.sender = sender;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    int fragments = Integer.parseInt(args[0]);
    int instances = Integer.parseInt(args[1]);
    String threads = args[2];
    Path work = Files.createTempDirectory("pgohub-bench");
    Path corpus = Path.of(System.getProperty("pgohub.corpus", "corpus"), "fleet");
    long begin = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - 50 * 60_000);
    FleetSender sender =
        new FleetSender(FleetSender.profilesIn(corpus.resolve(FLEET)), FLEET, instances, begin);
    MergerSettings settings = MergerSettings.defaults().with(MergerSetting.MERGER_THREADS, threads);
    try (StateHub hub = new StateHub(work, settings)) {
      HotTagBench bench = new HotTagBench(hub, sender);
      System.out.printf(
          "One tag, %d instances, %s merger thread(s), hot from %s %% on, fragments of %d bytes%n%n",
          instances, threads, args[5], sender.bytesOfOne());
      bench.backlog("warm-up", WARM_UP);
      bench.backlog("backlog", fragments);
      bench.paced(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    } finally {
      StateBench.delete(work);
    }
  }

  /** Lets fragments wait at the broker, and measures until all of them are in what is published. */
  private void backlog(String name, int fragments) throws Exception {
    hub.stopMerger();
    sender.send(fragments, hub::send);
    hub.flush();
    Used before = Used.now(MergerLoad.NONE);
    hub.restartMerger();
    long began = System.nanoTime();
    hub.awaitSettled(sender.tag(), sender.sent());
    double seconds = (System.nanoTime() - began) / 1e9;
    print(
        "%s: %,d fragments in %.1f s, %.0f a second",
        name, fragments, seconds, fragments / seconds);
    Used.now(hub.merger().load()).printSince(before, fragments);
  }

  private void paced(int perSecond, int seconds) throws Exception {
    MergerLoad load = hub.merger().load();
    Used before = Used.now(load);
    long began = System.nanoTime();
    long admittedBefore = hub.merger().stats().admitted();
    int total = perSecond * seconds;
    long worst = 0;
    for (int sent = 0; sent < total; ) {
      long due = (System.nanoTime() - began) * perSecond / 1_000_000_000L;
      int more = (int) Math.min(total, due) - sent;
      sender.send(more, hub::send);
      sent += more;
      worst = Math.max(worst, sent - (hub.merger().stats().admitted() - admittedBefore));
      Thread.sleep(5);
    }
    long lag = total - (hub.merger().stats().admitted() - admittedBefore);
    hub.awaitSettled(sender.tag(), sender.sent());
    print(
        "paced: %d a second for %d s; behind at most %d fragments, at the end %d;"
            + " all published %.1f s after the start",
        perSecond, seconds, worst, lag, (System.nanoTime() - began) / 1e9);
    Used.now(hub.merger().load()).printSince(before, total);
  }

  /** Time that was used so far. */
  private record Used(MergerLoad load, List<ThreadCpu.Part> threads) {

    static Used now(MergerLoad load) throws Exception {
      return new Used(load, ThreadCpu.of(ProcessHandle.current().pid()));
    }

    void printSince(Used before, int fragments) {
      print(
          "  ms a fragment: admit %.3f, fold %.3f, settle %.3f",
          (load.admitNanos() - before.load.admitNanos()) / 1e6 / fragments,
          (load.foldNanos() - before.load.foldNanos()) / 1e6 / fragments,
          (load.settleNanos() - before.load.settleNanos()) / 1e6 / fragments);
      long passed = load.passedOn() - before.load.passedOn();
      if (passed > 0) {
        print(
            "  passed on: %,d in %d rounds; ms for each of all: pass on %.3f, shards %.3f, unite %.3f",
            passed,
            load.rounds() - before.load.rounds(),
            (load.passNanos() - before.load.passNanos()) / 1e6 / fragments,
            (load.shardNanos() - before.load.shardNanos()) / 1e6 / fragments,
            (load.uniteNanos() - before.load.uniteNanos()) / 1e6 / fragments);
      }
      StringBuilder parts = new StringBuilder();
      for (ThreadCpu.Part part : ThreadCpu.between(before.threads, threads)) {
        double millis = part.seconds() * 1e3 / fragments;
        if (millis >= 0.01) {
          parts.append(String.format(Locale.ROOT, "%s %.2f, ", part.threads().strip(), millis));
        }
      }
      print("  CPU ms a fragment by thread: %s%n", parts);
    }
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
