package dev.pgohub.benchmarks.state;

import dev.pgohub.benchmarks.engine.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what the merger writes and keeps for the fragments of a fleet: at the broker, on disk,
 * on the heap, and how long it takes to get it back. Everything is bounded by its arguments.
 *
 * <p>Arguments: how many fragments of one tag come before its steady state is measured; how many
 * tags there are when their state is lost. Property {@code pgohub.corpus}: the corpus.
 */
public final class StateBench {

  private static final int FIRST = 100;
  private static final int CALM = 64; // fragments, each of which comes when the last is settled
  private static final int INSTANCES = 8;
  private static final int OF_EACH_TAG = 4; // fragments
  private static final String FLEET = "apiserver";
  private static final List<String> FLEETS = List.of(FLEET, "jsonbench", "gocompile");

  private final Path work;
  private final List<List<byte[]>> fleets = new ArrayList<>();
  private final long beginNanos =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - TimeUnit.DAYS.toMillis(2));

  private StateBench(Path work, Path corpus) throws IOException {
    this.work = work;
    for (String fleet : FLEETS) {
      fleets.add(FleetSender.profilesIn(corpus.resolve(fleet)));
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("pgohub-bench");
    try {
      Path corpus = Path.of(System.getProperty("pgohub.corpus", "corpus"), "fleet");
      new StateBench(work, corpus).run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    } finally {
      delete(work);
    }
  }

  private void run(int before, int tags) throws Exception {
    List<StateReport.Column> columns = oneTag("", before);
    oneTag("gate=always", Math.min(before, FIRST));
    manyTags(tags);
    print("");
    print("%s", target("state-changelog", columns.get(1)));
    print("%s", target("state-changelog-calm", columns.get(2)));
  }

  private static Target target(String name, StateReport.Column column) {
    return new Target(name, column.changelogRatio(), 2, true, "x");
  }

  private List<StateReport.Column> oneTag(String policy, int before) throws Exception {
    String name = policy.isEmpty() ? "default policy" : policy;
    progress("one tag, " + name);
    List<StateReport.Column> columns = new ArrayList<>();
    Path dir = work.resolve("one-tag");
    FleetSender sender = new FleetSender(fleets.get(0), FLEET, INSTANCES, beginNanos);
    try (StateHub hub = new StateHub(dir, policy)) {
      columns.add(measure("first " + FIRST, hub, sender, FIRST, FIRST));
      progress("until there are " + before + " fragments");
      send(hub, sender, Math.max(0, before - FIRST), 1 << 30);
      int hour = sender.anHour();
      columns.add(measure("busy, after " + sender.sent(), hub, sender, hour, hour));
      progress("one by one");
      hub.settleWithoutRest();
      columns.add(measure("calm, after " + sender.sent(), hub, sender, CALM, 1));
      hub.stopMerger();
      print("One tag, %s:%n%n%s", name, new StateReport(columns).table());
      print(
          "Its state of %,d fragments on disk: %,d KiB%n",
          sender.sent(), bytesOf(hub.stateDir()) >> 10);
    }
    delete(dir);
    return columns;
  }

  private static StateReport.Column measure(
      String name, StateHub hub, FleetSender sender, int count, int atOnce) throws Exception {
    TopicBytes before = hub.topicBytes();
    long bytes = sender.bytes();
    send(hub, sender, count, atOnce);
    return new StateReport.Column(
        name, count, sender.bytes() - bytes, hub.topicBytes().since(before));
  }

  private static void send(StateHub hub, FleetSender sender, int count, int atOnce) {
    for (int left = count; left > 0; left -= atOnce) {
      sender.send(Math.min(left, atOnce), hub::send);
      hub.awaitSettled(sender.tag(), sender.sent());
    }
  }

  private void manyTags(int tags) throws Exception {
    progress(tags + " tags of " + OF_EACH_TAG + " fragments");
    try (StateHub hub = new StateHub(work.resolve("many"), "")) {
      send(hub, of(0, "warm-up"), OF_EACH_TAG, OF_EACH_TAG);
      long heapBefore = heapBytes();
      for (int tag = 0; tag < tags; tag++) {
        of(tag, "tag-" + tag).send(OF_EACH_TAG, hub::send);
      }
      for (int tag = 0; tag < tags; tag++) {
        hub.awaitSettled("tag-" + tag, OF_EACH_TAG);
      }
      long heap = heapBytes() - heapBefore;
      TopicBytes stored = hub.topicBytes();
      hub.stopMerger();
      long disk = bytesOf(hub.stateDir());
      delete(hub.stateDir());
      long began = System.nanoTime();
      hub.restartMerger();
      double seconds = (System.nanoTime() - began) / 1e9;
      print("%,d tags of %d fragments each:", tags, OF_EACH_TAG);
      print("- on disk: %,d KiB, %.1f KiB a tag", disk >> 10, disk / 1024.0 / tags);
      print("- on the heap: %.2f KiB a tag more", heap / 1024.0 / tags);
      print(
          "- restored from %,d KiB of changelogs, without compaction, in %.1f s",
          stored.ofAllStores() >> 10, seconds);
    }
  }

  private FleetSender of(int number, String tag) {
    return new FleetSender(fleets.get(number % fleets.size()), tag, OF_EACH_TAG / 2, beginNanos);
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  static long bytesOf(Path directory) throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static void progress(String what) {
    System.err.println(what);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
