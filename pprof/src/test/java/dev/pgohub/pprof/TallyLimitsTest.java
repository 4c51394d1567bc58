package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of {@link Tally#limit}, {@link Tally#bound} and {@link Tally#toRuns}. */
class TallyLimitsTest {

  @Test
  void limit_withTooManyEdges_leavesAllOut_forGood() {
    Tally tally = edges("f", 4, 1);
    tally.limit(new TallyLimits(10, 4));
    assertThat(tally.edgeCount()).isEqualTo(4);
    tally.limit(new TallyLimits(10, 3));
    assertThat(tally.isLeftOut()).isTrue();

    Tally again = Tally.of(List.of(edges("f", 2, 1).toRun(), tally.toRun()));
    again.add(edges("g", 2, 1).toRun());
    assertThat(again.isLeftOut()).isTrue();
    assertThat(again.isEmpty()).isTrue();

    Tally sum = edges("f", 2, 1);
    sum.add(again, Scale.IDENTITY);
    assertThat(sum.edgeCount()).as("of others it takes nothing").isEqualTo(2);
  }

  @Test
  void limit_withLongNamesOfEdges_leavesAllOut() {
    Tally tally = edges("f".repeat(100), 4, 1);
    tally.limit(new TallyLimits(10, 6));
    assertThat(tally.isLeftOut()).isTrue();
  }

  @Test
  void limit_withLongNamesOfStacks_cutsThem() {
    Tally tally = new Tally();
    addStack(tally, "a", "b", "c".repeat(100), "d");
    addStack(tally, "a", "b", "c");
    tally.limit(new TallyLimits(10, 1));
    assertThat(tally.stackDepth()).isEqualTo(2);
    assertThat(tally.stackCount()).isEqualTo(1);
    addStack(tally, "a".repeat(100));
    tally.limit(new TallyLimits(10, 1));
    assertThat(tally.stackCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void limitedParts_inAnyOrderAndGrouping_giveTheSame(long seed) {
    Random random = new Random(seed);
    int[] outcomes = new int[3];
    for (int round = 0; round < 60; round++) {
      List<Run> parts = new ArrayList<>();
      for (int i = 0; i < 2 + random.nextInt(8); i++) {
        parts.add(random(random).toRun());
      }
      TallyLimits limits = new TallyLimits(1 + random.nextInt(6), 1 + random.nextInt(30));
      Tally whole = Tally.of(parts);
      whole.limit(limits);
      outcomes[whole.isLeftOut() ? 0 : whole.stackDepth() == StackLimit.NO_STACKS ? 1 : 2]++;
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(parts, random);
        Tally grouped = RandomMerge.of(parts, tally -> tally.limit(limits), random);
        assertThat(grouped.isLeftOut()).as("%s", limits).isEqualTo(whole.isLeftOut());
        assertThat(grouped.stackDepth()).as("%s", limits).isEqualTo(whole.stackDepth());
        assertThat(CanonicalWriter.stacks(grouped)).isEqualTo(CanonicalWriter.stacks(whole));
        assertThat(ProfileText.edges(grouped)).isEqualTo(ProfileText.edges(whole));
      }
    }
    assertThat(outcomes).as("left out, without stacks, neither").doesNotContain(0);
  }

  @Test
  void bound_keepsTheHeaviestEdges_andAllStacks() {
    Tally tally = edges("light", 21, 1);
    tally.add(edges("heavy", 10, 5).toRun());
    addStack(tally, "a", "b");
    TallyLimits limits = new TallyLimits(10, 10);

    EdgeCut.Rest rest = tally.bound(limits);

    assertThat(rest.edges()).isEqualTo(21);
    assertThat(rest.weight()).isEqualTo(21);
    assertThat(ProfileText.edges(tally)).isEqualTo(ProfileText.edges(edges("heavy", 10, 5)));
    assertThat(tally.stackCount()).isEqualTo(1);
    assertThat(tally.bound(limits).edges()).as("again").isZero();
  }

  @Test
  void toRuns_canEachBeAddedByItself() {
    Tally tally = Tally.of(Corpus.runs("jsonbench"));
    tally.limitStacks(1000);
    List<Run> runs = tally.toRuns(10_000);

    assertThat(runs).hasSizeGreaterThan(2).allMatch(run -> run.chunks().size() == 1);
    assertThat(runs).allMatch(run -> run.bytes() <= 10_000);
    Collections.reverse(runs);
    Tally sum = Tally.of(runs);
    assertThat(sum.stackDepth()).isEqualTo(tally.stackDepth());
    assertThat(CanonicalWriter.defaultPgo(sum)).isEqualTo(CanonicalWriter.defaultPgo(tally));
    assertThat(CanonicalWriter.stacks(sum)).isEqualTo(CanonicalWriter.stacks(tally));
    assertThat(new Tally().toRuns(1)).isEmpty();
  }

  private static Tally random(Random random) {
    Tally tally = new Tally();
    for (int i = random.nextInt(6); i >= 0; i--) {
      tally.edges.add(
          name(tally, word(random, "e")), name(tally, word(random, "e")), random.nextInt(2), 1);
      String[] frames = new String[1 + random.nextInt(6)];
      Arrays.setAll(frames, height -> word(random, "s"));
      addStack(tally, frames);
    }
    return tally;
  }

  /** Some are long. */
  private static String word(Random random, String prefix) {
    int number = random.nextInt(4);
    return random.nextInt(9) == 0 ? (prefix + number).repeat(100) : prefix + number;
  }

  private static Tally edges(String prefix, int count, long weight) {
    Tally tally = new Tally();
    for (int i = 0; i < count; i++) {
      tally.edges.add(name(tally, "main.main"), name(tally, prefix + i), 1, weight);
    }
    return tally;
  }

  private static void addStack(Tally tally, String... names) {
    int[] frames = new int[names.length];
    Arrays.setAll(frames, height -> tally.frames.add(name(tally, names[height]), 0, 0, 0));
    tally.stacks.add(frames, frames.length, 1);
  }

  private static int name(Tally tally, String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return tally.names.add(bytes, 0, bytes.length);
  }
}
