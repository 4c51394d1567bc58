package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ExactlyOnceIT {

  private static final int TAGS = 8;
  private static final int FRAGMENTS_PER_ROUND = 40;

  private static final long BEGAN_NANOS =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - 600_000);

  @TempDir Path dir;

  private final Map<String, Long> weights = new HashMap<>();
  private final Map<String, Long> fragments = new HashMap<>();
  private final List<Fragment> sent = new ArrayList<>();

  /**
   * The first merger folds all by itself; the second spreads its tags, which the first inherits in
   * the middle of their rounds; the third spreads all.
   */
  @Test
  void mergersThatComeAndAreKilled_countEveryFragmentOnce() throws Exception {
    try (TestHub hub = TestHub.start(dir.resolve("broker"))) {
      MergerSettings settings = hub.settings(dir.resolve("first"));
      assertStateIsTakenOn(hub, settings);
      try (Merger first = hub.startMerger(settings)) {
        sendRound(hub, 0);
        Process second = startSecond(settings);
        try {
          hub.await("the second takes its share", () -> logOfSecond().contains("is RUNNING"));
          sendRound(hub, 1);
          sendRound(hub, 2);
        } finally {
          second.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        sendRound(hub, 3);
        // What was acknowledged may be sent again by a sender that did not hear of it.
        for (int i = 0; i < sent.size(); i += 3) {
          hub.send(sent.get(i));
        }
        sendRound(hub, 4);
        assertTotals(hub);
        Process again = startSecond(settings);
        try {
          hub.await("the killed one is back", () -> logOfSecond().contains("is RUNNING"));
          sendRound(hub, 5);
          assertTotals(hub);
        } finally {
          again.destroy();
          again.waitFor(20, TimeUnit.SECONDS);
        }
        assertThat(logOfSecond())
            .contains("did not end in order")
            .doesNotContain("is replaced", "corrupted");
      }
      // Everything once more, from the beginning, to another merger.
      MergerSettings spreading =
          settings
              .withStateDir(dir.resolve("third"))
              .with(MergerSetting.MERGER_THREADS, "2")
              .with(MergerSetting.HOT_TAG_PERCENT, "0")
              .with(MergerSetting.HOT_TAG_INTERVAL, "200ms");
      try (Merger third = hub.startMerger(spreading)) {
        hub.sendAll(sent);
        sendRound(hub, 6);
        assertTotals(hub);
        assertThat(third.stats().duplicates()).isEqualTo(6L * FRAGMENTS_PER_ROUND);
        assertThat(third.load().passedOn())
            .isEqualTo(
                sent.stream()
                    .skip(6L * FRAGMENTS_PER_ROUND)
                    .filter(ExactlyOnceIT::isTimed)
                    .count());
      }
    }
  }

  /** Also that of partitions in which nothing was merged yet. */
  private static void assertStateIsTakenOn(TestHub hub, MergerSettings settings) throws Exception {
    Logger streams = (Logger) LoggerFactory.getLogger("org.apache.kafka.streams.processor");
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    hub.startMerger(settings).close();
    said.start();
    streams.setLevel(Level.INFO);
    streams.addAppender(said);
    streams.setAdditive(false);
    try {
      hub.startMerger(settings).close();
    } finally {
      streams.setAdditive(true);
      streams.detachAppender(said);
      streams.setLevel(null);
    }
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("initialized from checkpoint"))
        .noneMatch(line -> line.contains("did not find checkpoint"))
        .noneMatch(line -> line.contains("corrupt"));
  }

  /**
   * The broker goes while the tasks of a thread share a transaction, and stays away until it has
   * aborted that; a merger that has nothing but what the broker kept then shows what is missing.
   */
  @Test
  void brokerAwayForLongerThanATransaction_countsEveryFragmentOnce() throws Exception {
    try (TestHub hub = TestHub.start(dir.resolve("broker"))) {
      MergerSettings settings =
          hub.settings(dir.resolve("first")).with(MergerSetting.COMMIT_INTERVAL, "6s");
      // One that loses its patience must not give up a single task.
      Map<String, String> hasty = Map.of("producer.max.block.ms", "1000");
      try (Merger first = hub.startMerger(settings.withOverrides(hasty))) {
        sendRound(hub, 0);
        assertTotals(hub);
        sendRound(hub, 1);
        hub.await("all is folded", () -> first.stats().admitted() == 2L * FRAGMENTS_PER_ROUND);
        hub.restartBroker(Duration.ofSeconds(4));
        sendRound(hub, 2);
        assertTotals(hub);
      }
      try (Merger second = hub.startMerger(settings.withStateDir(dir.resolve("second")))) {
        sendRound(hub, 3);
        assertTotals(hub);
        assertThat(second.stats().duplicates()).isZero();
      }
    }
  }

  private void sendRound(TestHub hub, int round) throws Exception {
    for (int i = 0; i < FRAGMENTS_PER_ROUND; i++) {
      String tag = "tag" + i % TAGS;
      long weight = 1L + round * 1000L + i;
      Fragment fragment =
          Fleet.fragment(tag, "", round + "-" + i, TinyProfile.of("main.f" + i % 3, weight))
              .toBuilder()
              .setInstance("instance" + i % 11)
              // Only those that say when they began are passed on.
              .setStartUnixNanos(i / TAGS % 2 == 0 ? BEGAN_NANOS + i : 0)
              .build();
      hub.send(fragment);
      sent.add(fragment);
      weights.merge(tag, weight, Long::sum);
      fragments.merge(tag, 1L, Long::sum);
    }
  }

  private static boolean isTimed(Fragment fragment) {
    return fragment.getStartUnixNanos() > 0;
  }

  private void assertTotals(TestHub hub) {
    for (String tag : weights.keySet()) {
      MergedProfile profile = hub.awaitFragments(tag, fragments.get(tag));
      assertThat(profile.getFacts().getFragments()).as(tag).isEqualTo(fragments.get(tag));
      assertThat(profile.getFacts().getWeight()).as(tag).isEqualTo(weights.get(tag));
      assertThat(profile.getFacts().getEdgeWeight()).as(tag).isEqualTo(weights.get(tag));
      assertThat(Fleet.tally(profile.getDefaultPgo().toByteArray()).edgeWeight())
          .as(tag)
          .isEqualTo(weights.get(tag));
      byte[][] profiles =
          sent.stream()
              .filter(fragment -> fragment.getTag().equals(tag))
              .map(fragment -> fragment.getPprof().toByteArray())
              .toArray(byte[][]::new);
      assertThat(profile.getDefaultPgo().toByteArray()).isEqualTo(Fleet.defaultPgo(profiles));
    }
  }

  private Process startSecond(MergerSettings like) throws Exception {
    return ChildMerger.start(
        Map.of(
            "BOOTSTRAP_SERVERS",
            like.bootstrapServers(),
            "STATE_DIR",
            dir.resolve("second").toString(),
            "POLICY",
            MergerDriver.PLAIN,
            "SESSION_TIMEOUT",
            "3s",
            "HOT_TAG_PERCENT",
            "0",
            "HOT_TAG_INTERVAL",
            "200ms"),
        dir.resolve("second.log"));
  }

  private String logOfSecond() {
    try {
      return Files.readString(dir.resolve("second.log"));
    } catch (IOException e) {
      return "";
    }
  }
}
