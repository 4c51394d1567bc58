package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldTest {

  private static final long NOON = TimeUnit.HOURS.toNanos(480_000);

  private MergerDriver driver;
  private int ids;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver = new MergerDriver(dir);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void runs_areTheOctalDigitsOfTheFragments() {
    for (int folded = 1; folded <= 130; folded++) {
      driver.send(fragment("", NOON, "main.f" + folded % 5, folded));
      assertThat(runsPerLevel()).as("%d fragments", folded).isEqualTo(octal(folded));
    }
    driver.settle();
    MergedProfile merged = driver.latest("a");
    assertThat(merged.getFacts().getWeight()).isEqualTo(130 * 131 / 2);
    assertThat(merged.getFacts().getEdgeWeight()).isEqualTo(130 * 131 / 2);
    assertThat(Fleet.tally(merged.getStacks().toByteArray()).stackWeight())
        .isEqualTo(130 * 131 / 2);
    assertThat(merged.getFacts().getEdges()).isEqualTo(5);
  }

  @Test
  void runs_ofOtherHoursModesAndTags_stayApart() {
    for (int i = 0; i < 5; i++) {
      driver.send(fragment("", NOON, "main.f", 1));
      driver.send(fragment("", NOON + TimeUnit.HOURS.toNanos(1), "main.f", 1));
      driver.send(fragment("batch", NOON, "main.f", 1));
      driver.send(fragment("", NOON, "main.f", 1).toBuilder().setTag("b").build());
    }
    assertThat(runKeys())
        .extracting(key -> key.group().bucket().owner() + " " + key.group().bucket().hour())
        .containsOnly("a 480000", "a 480001", "a (batch) 480000", "b 480000")
        .hasSize(20);
  }

  @Test
  void start_unknown_isThatOfTheProfileOrTheArrival() throws Exception {
    driver.send(fragment("", 0, "main.f", 1));
    driver.settle();
    long arrival = TimeUnit.MILLISECONDS.toNanos(MergerDriver.START.toEpochMilli());
    ProfileFacts facts = driver.latest("a").getFacts();
    assertThat(facts.getFirstStartUnixNanos()).isEqualTo(arrival);
    assertThat(facts.getLastStartUnixNanos()).isEqualTo(arrival);

    driver.send(Fleet.fragment("real", "", "1", Fleet.APISERVER.profiles().get(0)));
    driver.settle();
    facts = driver.latest("real").getFacts();
    assertThat(facts.getFirstStartUnixNanos()).isEqualTo(1_795_373_304_022_010_798L);
    assertThat(facts.getDurationNanos()).isEqualTo(8_191_442_563L);
  }

  @Test
  void facts_areThoseOfAllFragments() {
    for (long start : new long[] {NOON + 5, NOON, NOON + 9}) {
      driver.send(
          fragment("", start, "main.f", 2).toBuilder()
              .setDurationNanos(Duration.ofSeconds(10).toNanos())
              .build());
    }
    driver.settle();
    ProfileFacts facts = driver.latest("a").getFacts();
    assertThat(facts.getFragments()).isEqualTo(3);
    assertThat(facts.getWeight()).isEqualTo(6);
    assertThat(facts.getFirstStartUnixNanos()).isEqualTo(NOON);
    assertThat(facts.getLastStartUnixNanos()).isEqualTo(NOON + 9);
    assertThat(facts.getDurationNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(facts.getStacks()).isEqualTo(1);
  }

  @Test
  void modes_arePublishedEachAndTogether() {
    byte[] serve = TinyProfile.of("main.serve", 3);
    byte[] batch = TinyProfile.of("main.batch", 4);
    byte[] none = TinyProfile.of("main.none", 5);
    driver.send(Fleet.fragment("a", "serve", "1", serve));
    driver.send(Fleet.fragment("a", "batch", "2", batch));
    driver.send(Fleet.fragment("a", "", "3", none));
    driver.settle();
    var latest = driver.latest();
    assertThat(latest.keySet())
        .containsExactlyInAnyOrder(
            MergerDriver.key("a", ""),
            MergerDriver.key("a", "serve"),
            MergerDriver.key("a", "batch"));
    assertProfile(latest.get(MergerDriver.key("a", "serve")), "serve", 1, serve);
    assertProfile(latest.get(MergerDriver.key("a", "batch")), "batch", 1, batch);
    assertProfile(latest.get(MergerDriver.key("a", "")), "", 3, serve, batch, none);
  }

  private static void assertProfile(
      MergedProfile profile, String mode, int fragments, byte[]... pprofs) {
    assertThat(profile.getMode()).isEqualTo(mode);
    assertThat(profile.getFacts().getFragments()).isEqualTo(fragments);
    assertThat(profile.getDefaultPgo().toByteArray()).isEqualTo(Fleet.defaultPgo(pprofs));
  }

  private Fragment fragment(String mode, long start, String leaf, long weight) {
    return Fleet.fragment("a", mode, "id" + ids++, TinyProfile.of(leaf, weight)).toBuilder()
        .setStartUnixNanos(start)
        .build();
  }

  private List<RunKey> runKeys() {
    List<RunKey> keys = new ArrayList<>();
    try (var all = driver.store(MergerTopology.RUNS).all()) {
      all.forEachRemaining(
          entry -> {
            if (entry.key.length > GroupKey.parse(entry.key).toBytes().length) {
              keys.add(RunKey.parse(entry.key));
            }
          });
    }
    return keys;
  }

  private Map<Integer, Integer> runsPerLevel() {
    Map<Integer, Integer> runs = new TreeMap<>();
    runKeys().forEach(key -> runs.merge(key.level(), 1, Integer::sum));
    return runs;
  }

  private static Map<Integer, Integer> octal(int number) {
    Map<Integer, Integer> digits = new TreeMap<>();
    int level = 0;
    for (int left = number; left > 0; left /= 8) {
      if (left % 8 > 0) {
        digits.put(level, left % 8);
      }
      level++;
    }
    return digits;
  }

  @Test
  void tag_isDirtyUntilItIsSettled() {
    driver.send(fragment("serve", NOON, "main.f", 7));
    Tags tags = new Tags(driver.store(MergerTopology.TAGS));
    assertThat(tags.state(ProfileTag.of("a")).getWeight()).isEqualTo(7);
    List<ProfileTag> dirty = new ArrayList<>();
    tags.eachDirty(dirty::add);
    assertThat(dirty).containsExactly(ProfileTag.of("a"));
    driver.settle();
    dirty.clear();
    tags.eachDirty(dirty::add);
    assertThat(dirty).isEmpty();
  }
}
