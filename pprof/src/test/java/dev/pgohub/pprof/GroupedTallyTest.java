package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupedTallyTest {

  private static final TallyLimits WIDE = new TallyLimits(10_000, 10_000);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sum_isThatOfATallyOfEachGroup(long seed) {
    Random random = new Random(seed);
    GroupedTally grouped = new GroupedTally(WIDE, WIDE);
    List<Tally> tallies = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      assertThat(grouped.newGroup()).isEqualTo(i);
      tallies.add(new Tally());
    }
    for (Run run : RandomProfiles.runs(random, 60)) {
      int group = random.nextInt(tallies.size());
      grouped.add(group, run);
      tallies.get(group).add(run);
      if (random.nextInt(10) == 0) {
        assertSums(grouped, tallies, random);
      }
    }
    assertThat(grouped.isExact()).isTrue();
    assertSums(grouped, tallies, random);
  }

  /** Some groups count less than a half, so that some weights come to nothing. */
  private static void assertSums(GroupedTally grouped, List<Tally> tallies, Random random) {
    @Nullable Scale[] scales = new Scale[tallies.size()];
    Tally sum = new Tally();
    Tally stacks = new Tally();
    for (int i = 0; i < scales.length; i++) {
      if (random.nextInt(3) > 0) {
        Scale scale = new Scale(random.nextInt(5), 1 + random.nextInt(8));
        scales[i] = scale;
        sum.add(tallies.get(i), scale);
        stacks.addStacks(tallies.get(i), scale);
      }
    }
    assertThat(text(grouped.sum(scales))).isEqualTo(text(sum));
    assertThat(text(grouped.sumOfStacks(scales))).isEqualTo(text(stacks));
    assertThat(text(grouped.sumOfEdges(scales))).isEqualTo(ProfileText.edges(sum));
  }

  @Test
  void group_withMoreThanItMayHold_isNotExact() {
    Run run = Corpus.run(Corpus.bytes("fleet/apiserver/001.pprof"));
    Tally tally = Tally.of(List.of(run));
    int edges = tally.edgeCount();
    int stacks = tally.stackCount();
    assertThat(isExact(new TallyLimits(stacks, edges), WIDE, run)).isTrue();
    assertThat(isExact(new TallyLimits(stacks - 1, edges), WIDE, run)).isFalse();
    assertThat(isExact(new TallyLimits(stacks, edges - 1), WIDE, run)).isFalse();
    assertThat(isExact(WIDE, new TallyLimits(stacks - 1, edges), run)).isFalse();
    assertThat(isExact(WIDE, new TallyLimits(stacks, edges - 1), run)).isFalse();
  }

  @Test
  void runThatWasCut_isNotExact() {
    Tally cut = Tally.of(List.of(Corpus.run(Corpus.bytes("fleet/apiserver/001.pprof"))));
    cut.limitStacks(10);
    assertThat(isExact(WIDE, WIDE, cut.toRun())).isFalse();
  }

  private static boolean isExact(TallyLimits ofGroup, TallyLimits ofSum, Run run) {
    GroupedTally grouped = new GroupedTally(ofGroup, ofSum);
    grouped.add(grouped.newGroup(), run);
    return grouped.isExact();
  }

  private static String text(Tally tally) {
    return ProfileText.edges(tally) + ProfileText.stacks(tally);
  }
}
