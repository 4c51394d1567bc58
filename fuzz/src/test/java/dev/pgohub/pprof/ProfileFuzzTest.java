package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a profile holds, it is refused with a reason, or what is made of it is sound. */
class ProfileFuzzTest {

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);

  @MethodSource("dev.pgohub.fuzz.Seeds#rawProfiles")
  @FuzzTest
  void profile(byte[] pprof) throws InvalidProfileException {
    Run run;
    try {
      FoldedFragment folded = reader.read(pprof);
      assertThat(folded.weight()).isPositive();
      assertThat(folded.symbolizedShare()).isBetween(0.0, 1.0);
      assertThat(folded.idleShare()).isBetween(0.0, 1.0);
      run = folded.run();
    } catch (InvalidProfileException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    Tally tally = Tally.of(List.of(run));
    byte[] defaultPgo = CanonicalWriter.defaultPgo(tally);
    if (tally.edgeWeight() > 0 && hasCallers(tally)) {
      FragmentReader lenient = new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());
      Tally again = Tally.of(List.of(lenient.read(defaultPgo).run()));
      assertThat(ProfileText.edges(again)).isEqualTo(ProfileText.edges(tally));
    }
    assertThat(CanonicalWriter.stacks(tally)).isNotEmpty();
    assertThat(CanonicalWriter.defaultPgo(Tally.of(List.of(tally.toRun(7))))).isEqualTo(defaultPgo);
  }

  /** A weight beyond what one profile may hold is that of a merge, which nobody sends. */
  private static boolean hasCallers(Tally tally) {
    return tally.edgeCount() > 0 && tally.edgeWeight() <= ProfileLimits.DEFAULTS.maxWeight();
  }
}
