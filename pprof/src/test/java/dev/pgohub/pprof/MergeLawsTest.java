package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of {@link Tally}'s comment, one law each, on generated profiles. */
class MergeLawsTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void union_inAnyOrderAndGrouping_isTheSame(long seed) {
    Random random = new Random(seed);
    List<Run> runs = RandomProfiles.runs(random, 20);
    String expected = text(Tally.of(runs));

    for (int i = 0; i < 5; i++) {
      Collections.shuffle(runs, random);
      assertThat(text(Tally.of(List.of(grouped(runs, random))))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void emptyRun_changesNothing(long seed) {
    Run run = RandomProfiles.runs(new Random(seed), 1).get(0);

    assertThat(text(Tally.of(List.of(Run.EMPTY, run, Run.EMPTY))))
        .isEqualTo(text(Tally.of(List.of(run))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void chunks_ofAnySize_holdTheSame(String fleet) {
    Tally tally = Tally.of(Corpus.runs(fleet));
    Run small = tally.toRun(1000);

    assertThat(small.chunks()).hasSizeGreaterThan(100).allMatch(chunk -> chunk.length <= 1000);
    assertThat(text(Tally.of(List.of(small)))).isEqualTo(text(tally));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void writtenProfiles_holdTheSame(long seed) {
    Tally tally = Tally.of(RandomProfiles.runs(new Random(seed), 10));
    Tally edges = reread(CanonicalWriter.defaultPgo(tally));
    Tally stacks = reread(CanonicalWriter.stacks(tally));

    assertThat(ProfileText.edges(edges)).isEqualTo(ProfileText.edges(tally));
    assertThat(ProfileText.stacks(stacks)).isEqualTo(ProfileText.stacks(tally));
  }

  @Test
  void weights_nearTheEnd_stopThere() {
    ProfileLimits limits = new ProfileLimits(1 << 20, 10, 10, 100, Long.MAX_VALUE, true);
    byte[] raw =
        TestProfile.cpu()
            .function(1, "leaf", 1)
            .function(2, "caller", 1)
            .location(1, 1, 1, 1)
            .location(2, 2, 2, 3)
            .rawSample(new long[] {Long.MAX_VALUE - 5, 0}, 1, 2)
            .bytes();
    Run run = Corpus.run(new FragmentReader(limits), raw);
    Tally tally = Tally.of(List.of(run, run, run));

    assertThat(ProfileText.edges(tally)).endsWith("2 " + Long.MAX_VALUE + "\n");
    assertThat(tally.edgeWeight()).isEqualTo(Long.MAX_VALUE);
    assertThat(tally.stackWeight()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void damagedRun_isSaid() {
    byte[] chunk = Corpus.run(Corpus.bytes("fleet/apiserver/001.pprof")).chunks().get(0);
    for (int length = 1; length < chunk.length; length += 97) {
      byte[] cut = Arrays.copyOf(chunk, length);
      assertThatThrownBy(() -> new Tally().add(new Run(List.of(cut))))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** Merges neighbours at random until one run is left. */
  private static Run grouped(List<Run> runs, Random random) {
    List<Run> left = new ArrayList<>(runs);
    while (left.size() > 1) {
      int from = random.nextInt(left.size() - 1);
      int to = Math.min(left.size(), from + 2 + random.nextInt(4));
      List<Run> group = left.subList(from, to);
      Run merged = Run.merge(group);
      group.clear();
      left.add(from, merged);
    }
    return left.get(0);
  }

  private static Tally reread(byte[] pprof) {
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());
    return Tally.of(List.of(Corpus.run(reader, pprof)));
  }

  private static String text(Tally tally) {
    return ProfileText.edges(tally) + ProfileText.stacks(tally);
  }
}
