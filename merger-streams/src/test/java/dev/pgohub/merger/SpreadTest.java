package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnsafeByteOperations;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one thread makes of fragments, and what shards make of the same. */
class SpreadTest {

  private static final String TAG = "hot";

  /** How a merger goes about it. */
  private enum Way {
    ONE_THREAD,
    SPREAD,
    NOW_AND_THEN
  }

  private record Sent(Fragment fragment, long arrivedMillis) {}

  /** All that can be seen of a merger from outside, but for what depends on when it looked. */
  private record Outcome(
      Map<String, MergedProfile> latest,
      List<String> rejections,
      TagStatus status,
      List<Sent> topic,
      List<MergedProfile> all,
      long passedOn) {}

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({"1, rate", "2, equal"})
  void spreadFragments_giveTheSameBytes_asOneThread(long seed, String stitch) {
    Outcome expected = run(Way.ONE_THREAD, seed, stitch);
    assertThat(expected.passedOn()).isZero();
    for (Way way : List.of(Way.SPREAD, Way.NOW_AND_THEN)) {
      Outcome found = run(way, seed, stitch);
      assertThat(found.passedOn()).as("passed on").isGreaterThan(60);
      assertThat(found.latest()).as("%s", way).isEqualTo(expected.latest());
      assertThat(found.rejections()).isEqualTo(expected.rejections());
      assertThat(found.status()).isEqualTo(expected.status());
    }
  }

  @Test
  void everyGenerationOfASpreadTag_isMadeAgainFromItsOffsets() {
    Outcome found = run(Way.NOW_AND_THEN, 4, "rate");
    assertThat(found.all()).hasSizeGreaterThan(5);
    for (MergedProfile profile : found.all()) {
      ProfileFacts facts = profile.getFacts();
      Reproduction again = new Reproduction(ProfileTag.of(TAG), facts, settings("rate", "100"));
      var range = facts.getOffsets(0);
      for (long offset = range.getFirst(); offset <= range.getLast(); offset++) {
        Sent sent = found.topic().get((int) offset);
        byte[] key = sent.fragment().getTag().getBytes(US_ASCII);
        again.add(key, sent.fragment().toByteArray(), offset, sent.arrivedMillis());
      }
      assertThat(again.made(ProfileMode.of(profile.getMode())).content().digest())
          .as("generation %s of mode '%s'", facts.getGeneration(), profile.getMode())
          .isEqualTo(facts.getDigest());
    }
  }

  @Test
  void damagedState_keepsWhatCameBack_untilItCanBeAdded() {
    try (MergerDriver driver = new MergerDriver(settings("rate", "0"))) {
      driver.send(fragment("1", "", "a", "v1", TimeUnit.HOURS.toNanos(1), 5));
      driver.settle();
      assertThat(driver.latest(TAG).getFacts().getWeight()).isEqualTo(5);
      byte[] whole = driver.store(MergerTopology.TAGS).get(TAG.getBytes(US_ASCII));
      driver.send(fragment("2", "", "b", "v1", TimeUnit.HOURS.toNanos(1), 7));
      driver.store(MergerTopology.TAGS).put(TAG.getBytes(US_ASCII), new byte[] {-1, -1, -1});
      for (int i = 0; i < 4; i++) {
        driver.passTime(Duration.ofSeconds(70));
      }
      assertThat(driver.status(TAG).getFault().getDetail()).contains("damaged state");
      driver.store(MergerTopology.TAGS).put(TAG.getBytes(US_ASCII), whole);
      driver.settle();
      assertThat(driver.latest(TAG).getFacts().getWeight()).isEqualTo(12);
      assertThat(driver.status(TAG).hasFault()).isFalse();
    }
  }

  @Test
  void largeMerge_comesBackWhole() {
    Map<String, Long> weights = new TreeMap<>();
    for (int i = 0; i < 700; i++) {
      weights.put("main.f" + i + "x".repeat(1000), 1L + i);
    }
    byte[] large = TinyProfile.of(weights, 0);
    assertThat(Fleet.tally(large).toRun().chunks()).hasSizeGreaterThan(1);
    Fragment small = fragment("1", "", "a", "v1", TimeUnit.HOURS.toNanos(1), 5);
    try (MergerDriver driver = new MergerDriver(settings("sum", "0"))) {
      driver.send(small);
      driver.settle();
      driver.send(
          small.toBuilder()
              .setFragmentId("2")
              .setPprof(UnsafeByteOperations.unsafeWrap(large))
              .build());
      driver.settle();
      assertThat(driver.load().passedOn()).isPositive();
      assertThat(driver.latest(TAG).getDefaultPgo().toByteArray())
          .isEqualTo(Fleet.defaultPgo(small.getPprof().toByteArray(), large));
    }
  }

  private MergerSettings settings(String stitch, String percent) {
    return MergerDriver.plain()
        .withStateDir(dir.resolve(stitch + percent + System.nanoTime()))
        .with(MergerSetting.HOT_TAG_PERCENT, percent)
        .with(
            MergerSetting.POLICY,
            MergerDriver.PLAIN
                    .replace("stitch=sum", "stitch=" + stitch)
                    .replace("minSamples=0", "minSamples=3")
                + ";maxFragmentsPerInstance=6");
  }

  private Outcome run(Way way, long seed, String stitch) {
    Random random = new Random(seed);
    Random when = new Random(way.ordinal());
    List<Sent> topic = new ArrayList<>();
    List<MergedProfile> all = new ArrayList<>();
    String percent = way == Way.ONE_THREAD ? "100" : "0";
    try (MergerDriver driver = new MergerDriver(settings(stitch, percent))) {
      Map<String, MergedProfile> latest = new TreeMap<>();
      for (int i = 0; i < 200; i++) {
        if (way == Way.NOW_AND_THEN && when.nextInt(40) == 0) {
          driver.threads(when.nextInt(2));
        }
        if (i == 90) {
          driver.policy(TAG, Map.of("minSamples", "6"));
        }
        if (i == 150) {
          driver.policy(TAG, Map.of("stitch", "rate"));
        }
        Fragment fragment =
            !topic.isEmpty() && random.nextInt(10) == 0
                ? topic.get(random.nextInt(topic.size())).fragment()
                : fragment(random, i);
        topic.add(new Sent(fragment, driver.brokerTime().toEpochMilli()));
        driver.send(fragment);
        driver.passBrokerTime(Duration.ofMillis(random.nextInt(2_000)));
        if (when.nextInt(8) == 0) {
          driver.passTime(Duration.ofMillis(when.nextInt(3_000)));
          collect(driver, latest, all);
        }
      }
      driver.settle();
      collect(driver, latest, all);
      TagStatus status = driver.status(TAG);
      List<String> rejections = new ArrayList<>();
      driver
          .rejections()
          .forEach(
              entry ->
                  rejections.add(
                      entry.value.getOffset()
                          + " "
                          + entry.value.getReason()
                          + " "
                          + entry.value.getDetail()
                          + " "
                          + entry.value.getValue().hashCode()));
      TagStatus.Builder told =
          TagStatus.newBuilder()
              .setFragments(status.getFragments())
              .setWeight(status.getWeight())
              .setDuplicates(status.getDuplicates())
              .setReadiness(status.getReadiness())
              .setInstances(status.getInstances())
              .addAllModes(status.getModesList())
              .addAllBuilds(status.getBuildsList())
              .setPolicyFromOffset(status.getPolicyFromOffset());
      status
          .getRefusalsList()
          .forEach(
              refusal ->
                  told.addRefusals(refusal.toBuilder().clearLastDetail().clearLastUnixMillis()));
      return new Outcome(
          latest,
          new ArrayList<>(new TreeSet<>(rejections)),
          told.build(),
          topic,
          all,
          driver.load().passedOn());
    }
  }

  private static void collect(
      MergerDriver driver, Map<String, MergedProfile> latest, List<MergedProfile> all) {
    Map<MergedProfileKey, MergedProfile> published = new HashMap<>(driver.latest());
    published.forEach(
        (key, profile) -> {
          all.add(profile);
          latest.put(
              key.toString(),
              profile.toBuilder()
                  .setFacts(
                      profile.getFacts().toBuilder()
                          .clearGeneration()
                          .clearPublishedUnixMillis()
                          .clearWhy()
                          // Of when its bytes changed last that somebody looked.
                          .clearOffsets()
                          .clearModes()
                          .clearPolicies())
                  .build());
        });
  }

  private static Fragment fragment(Random random, int number) {
    String mode = random.nextInt(6) == 0 ? "m" + random.nextInt(3) : "";
    String instance = random.nextInt(12) == 0 ? "" : "i" + skewed(random, 90);
    long start =
        random.nextInt(15) == 0
            ? 0
            : TimeUnit.SECONDS.toNanos(
                MergerDriver.START.getEpochSecond() - random.nextInt(3 * 3_600));
    return fragment(
        "id" + number, mode, instance, "v" + random.nextInt(3), start, 1 + random.nextInt(40));
  }

  /** Some instances send much more than others. */
  private static int skewed(Random random, int bound) {
    return random.nextInt(1 + random.nextInt(bound));
  }

  private static Fragment fragment(
      String id, String mode, String instance, String build, long start, long weight) {
    return Fleet.fragment(TAG, mode, id, TinyProfile.of("main.f" + weight % 7, weight)).toBuilder()
        .setInstance(instance)
        .setBuild(build)
        .setStartUnixNanos(start)
        .setDurationNanos(TimeUnit.SECONDS.toNanos(10))
        .build();
  }
}
