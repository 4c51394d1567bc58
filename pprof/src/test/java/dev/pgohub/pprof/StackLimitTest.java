package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sentences of {@link Tally#limitStacks}, one by one and as laws. */
class StackLimitTest {

  @Test
  void limitStacks_withFewStacks_changesNothing() {
    Tally tally = stacks("a b c", "a b d");

    assertThat(tally.limitStacks(2)).isZero();
    assertThat(text(tally)).isEqualTo("a b c=1, a b d=1");
    assertThat(tally.stackDepth()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void limitStacks_withTooMany_keepsTheLargestDepthThatIsEnough() {
    Tally tally = stacks("a b c d e", "a b c d f", "a b c g", "a b h", "a b");

    assertThat(tally.limitStacks(3)).isEqualTo(5);
    assertThat(text(tally)).isEqualTo("a b c [truncated]=3, a b h=1, a b=1");
    assertThat(tally.stackDepth()).isEqualTo(3);
  }

  @Test
  void limitStacks_withAStackThatWasCutThere_isOneWithIt() {
    Tally tally = stacks("a b c d", "a b c [truncated]", "a b c", "x y");

    tally.limitStacks(3);

    assertThat(text(tally)).isEqualTo("a b c [truncated]=2, a b c=1, x y=1");
  }

  @Test
  void limitStacks_withDifferentLeaves_neverCutsLeafAndCaller() {
    Tally tally = stacks("a b c", "b b c", "c b", "d", "e [truncated]");

    assertThat(tally.limitStacks(1)).isEqualTo(2);
    assertThat(text(tally))
        .isEqualTo("a b [truncated]=1, b b [truncated]=1, c b=1, d=1, e [truncated]=1");
    assertThat(tally.limitStacks(1)).as("again").isZero();
    assertThatThrownBy(() -> tally.limitStacks(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limitStacks_ofAFleet_leavesTheEdges() {
    Tally tally = Tally.of(Corpus.runs("gocompile"));
    String edges = ProfileText.edges(tally);
    long samples = tally.stackWeight();
    long bytes = tally.toRun().bytes();

    assertThat(tally.limitStacks(2800)).isPositive();

    assertThat(tally.stackCount()).isBetween(2400, 2800);
    assertThat(ProfileText.edges(tally)).isEqualTo(edges);
    assertThat(tally.stackWeight()).isEqualTo(samples);
    assertThat(tally.toRun().bytes()).isLessThan(bytes * 4 / 5);
  }

  @Test
  void dropStacks_leavesTheEdgesAlone() {
    Tally tally = Tally.of(Corpus.runs("jsonbench"));
    byte[] defaultPgo = CanonicalWriter.defaultPgo(tally);
    long bytes = tally.toRun().bytes();

    tally.dropStacks();

    assertThat(tally.stackCount()).isZero();
    assertThat(CanonicalWriter.defaultPgo(Tally.of(List.of(tally.toRun())))).isEqualTo(defaultPgo);
    assertThat(tally.toRun().bytes()).isLessThan(bytes / 4);
  }

  /** By trying every depth. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void depth_isTheOneFoundByTrying(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      List<String> stacks = randomStacks(random, 1 + random.nextInt(40));
      int max = 1 + random.nextInt(25);
      int expected = 12;
      while (expected > 2 && distinct(stacks, expected) > max) {
        expected--;
      }
      Tally tally = stacks(stacks.toArray(new String[0]));
      boolean isOver = tally.stackCount() > max;
      tally.limitStacks(max);
      assertThat(tally.stackDepth())
          .as("%d of %s", max, stacks)
          .isEqualTo(isOver ? expected : Integer.MAX_VALUE);
      assertThat(tally.stackCount()).isEqualTo(distinct(stacks, isOver ? expected : 99));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void limitedParts_inAnyOrderAndGrouping_giveTheSame(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      List<Run> parts = new ArrayList<>();
      for (int i = 0; i < 2 + random.nextInt(10); i++) {
        parts.add(
            stacks(randomStacks(random, 1 + random.nextInt(15)).toArray(new String[0])).toRun());
      }
      int max = 1 + random.nextInt(40);
      Tally whole = Tally.of(parts);
      whole.limitStacks(max);
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(parts, random);
        Tally grouped = RandomMerge.of(parts, tally -> tally.limitStacks(max), random);
        assertThat(text(grouped)).as("at most %d", max).isEqualTo(text(whole));
        assertThat(grouped.stackDepth()).isEqualTo(whole.stackDepth());
        assertThat(CanonicalWriter.stacks(grouped)).isEqualTo(CanonicalWriter.stacks(whole));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void limitedProfiles_inAnyOrderAndGrouping_giveTheSameBytes(long seed) {
    Random random = new Random(seed);
    List<Run> parts = new ArrayList<>(Corpus.runs("apiserver"));
    Tally whole = Tally.of(parts);
    whole.limitStacks(1500);
    Collections.shuffle(parts, random);
    Tally grouped = RandomMerge.of(parts, tally -> tally.limitStacks(1500), random);

    assertThat(CanonicalWriter.stacks(grouped)).isEqualTo(CanonicalWriter.stacks(whole));
    assertThat(CanonicalWriter.defaultPgo(grouped)).isEqualTo(CanonicalWriter.defaultPgo(whole));
  }

  private static List<String> randomStacks(Random random, int count) {
    List<String> stacks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> frames = new ArrayList<>();
      for (int depth = 1 + random.nextInt(10); depth > 0; depth--) {
        frames.add(random.nextInt(3) == 0 ? "b" : random.nextInt(9) == 0 ? "c" : "a");
      }
      if (random.nextInt(6) == 0) {
        frames.add(StackTable.TRUNCATED);
      }
      stacks.add(String.join(" ", frames));
    }
    return stacks;
  }

  private static int distinct(List<String> stacks, int depth) {
    TreeSet<String> distinct = new TreeSet<>();
    for (String stack : stacks) {
      List<String> frames = List.of(stack.split(" "));
      boolean isCut = frames.get(frames.size() - 1).equals(StackTable.TRUNCATED);
      int kept = frames.size() - (isCut ? 1 : 0);
      distinct.add(frames.subList(0, Math.min(kept, depth)) + (isCut || kept > depth ? "cut" : ""));
    }
    return distinct.size();
  }

  private static Tally stacks(String... stacks) {
    Tally tally = new Tally();
    for (String stack : stacks) {
      int[] frames = new int[16];
      int depth = 0;
      for (String name : stack.split(" ")) {
        byte[] bytes = name.getBytes(UTF_8);
        frames[depth++] = tally.frames.add(tally.names.add(bytes, 0, bytes.length), 0, 0, 0);
      }
      tally.stacks.add(frames, depth, 1);
    }
    return tally;
  }

  private static String text(Tally tally) {
    List<String> lines = new ArrayList<>();
    for (String line : ProfileText.stacks(tally).split("\n")) {
      String[] columns = line.split("\t");
      lines.add(columns[1].replace(":0:0", "").replace(';', ' ') + "=" + columns[0]);
    }
    Collections.sort(lines);
    return String.join(", ", lines);
  }
}
