package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentSharesTest {

  private final FragmentReader reader =
      new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());

  @Test
  void symbolizedShare_ofEdgesWithoutNameOrStartLine_isLess() throws InvalidProfileException {
    FoldedFragment fragment =
        read(
            TestProfile.cpu()
                .function(1, "leaf", 0)
                .function(2, "caller", 20)
                .function(3, "noStart", 0)
                .location(1, 0x10, 1, 12)
                .location(2, 0x20, 2, 25)
                .location(3, 0x30, 3, 31)
                .location(4, 0x40)
                .sample(50, 1, 2) // counts
                .sample(25, 1, 3) // the caller has no start line
                .sample(15, 1, 4) // the caller has no name
                .sample(10, 4, 2)); // the callee has no name

    assertThat(fragment.symbolizedShare()).isEqualTo(0.5);
  }

  @Test
  void symbolizedShare_withoutEdges_isOne() throws InvalidProfileException {
    FoldedFragment fragment =
        read(TestProfile.cpu().function(1, "f", 0).location(1, 1, 1, 1).sample(3, 1));

    assertThat(fragment.symbolizedShare()).isEqualTo(1);
  }

  @Test
  void idleShare_ofStacksThroughTheScheduler_counts() throws InvalidProfileException {
    FoldedFragment fragment =
        read(
            TestProfile.cpu()
                .function(1, "runtime.futex", 1)
                .function(2, "runtime.findRunnable", 1)
                .function(3, "runtime.schedule", 1)
                .function(4, "runtime.lock2", 1)
                .function(5, "main.main", 1)
                .location(1, 1, 1, 2)
                .location(2, 2, 2, 2, 3, 3) // inlined
                .location(3, 3, 4, 2)
                .location(4, 4, 5, 2)
                .location(5, 5)
                .sample(3, 1, 2)
                .sample(1, 1, 3, 4)
                .sample(2, 5, 4));

    assertThat(fragment.idleShare()).isEqualTo(0.5);
    assertThat(fragment.idleShare()).as("asked again").isEqualTo(0.5);
  }

  @Test
  void shares_afterOneMoreAddition_areTheSame() throws InvalidProfileException {
    FoldedFragment fragment = reader.read(Corpus.bytes("fleet/apiserver/001.pprof"));
    double idle = fragment.idleShare();
    double symbolized = fragment.symbolizedShare();
    fragment.addTo(Tally.of(Corpus.runs("gocompile")));

    assertThat(fragment.idleShare()).isEqualTo(idle);
    assertThat(fragment.symbolizedShare()).isEqualTo(symbolized);
  }

  /** The idle shares are those of {@code go tool pprof -top -focus} with the same names. */
  @ParameterizedTest
  @CsvSource({
    "fleet/apiserver/001.pprof, 0.1038, 1.0",
    "fleet/gocompile/001.pprof, 0.1417, 1.0",
    "real/datadog-grpc-anon.pprof, 0.0, 1.0",
    "real/gpprof-large.cpu.pprof, 0.0, 0.0"
  })
  void shares_ofRealProfiles(String file, double idle, double symbolized)
      throws InvalidProfileException {
    FoldedFragment fragment = reader.read(Corpus.bytes(file));

    assertThat(fragment.idleShare()).isCloseTo(idle, within(0.001));
    assertThat(fragment.symbolizedShare()).isCloseTo(symbolized, within(0.001));
  }

  private FoldedFragment read(TestProfile profile) throws InvalidProfileException {
    return reader.read(profile.bytes());
  }
}
