package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is a function of the edges and stacks that have weight, and of nothing else. */
class CanonicalWriterTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bytes_ofATallyWithUnusedParts_areThoseOfOneWithout(long seed) {
    Random random = new Random(seed);
    Tally plain = Tally.of(RandomProfiles.runs(random, 5));
    Tally cluttered = new Tally();
    clutter(cluttered, random);
    cluttered.add(plain.toRun());
    clutter(cluttered, random);

    assertThat(CanonicalWriter.defaultPgo(cluttered)).isEqualTo(CanonicalWriter.defaultPgo(plain));
    assertThat(CanonicalWriter.stacks(cluttered)).isEqualTo(CanonicalWriter.stacks(plain));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void bytes_ofAScaledTally_areThoseOfWhatIsLeft(long seed) {
    Tally scaled = new Tally();
    scaled.add(Tally.of(RandomProfiles.runs(new Random(seed), 5)), new Scale(1, 6));
    Tally rewritten = new Tally();
    rewritten.add(scaled.toRun());

    assertThat(CanonicalWriter.stacks(scaled)).isEqualTo(CanonicalWriter.stacks(rewritten));
    assertThat(CanonicalWriter.defaultPgo(scaled)).isEqualTo(CanonicalWriter.defaultPgo(rewritten));
    for (int name = 1; name < scaled.names.size(); name++) {
      assertThat(isUsed(scaled, name)).as(scaled.names.text(name)).isTrue();
    }
  }

  /** Names and frames that nothing refers to, and edges and stacks that weigh nothing. */
  private static void clutter(Tally tally, Random random) {
    for (int i = 0; i < 10; i++) {
      byte[] bytes = ("clutter" + random.nextInt(100)).getBytes(UTF_8);
      int name = tally.names.add(bytes, 0, bytes.length);
      int frame = tally.frames.add(name, 0, random.nextInt(9), random.nextInt(99));
      if (random.nextBoolean()) {
        tally.edges.add(name, 0, random.nextInt(9), 0);
        tally.stacks.add(new int[] {frame}, 1, 0);
      }
    }
  }

  private static boolean isUsed(Tally tally, int name) {
    for (int edge = 0; edge < tally.edges.size(); edge++) {
      if (tally.edges.caller(edge) == name || tally.edges.callee(edge) == name) {
        return true;
      }
    }
    for (int frame = 0; frame < tally.frames.size(); frame++) {
      if (tally.frames.function(frame) == name || tally.frames.file(frame) == name) {
        return true;
      }
    }
    return false;
  }
}
