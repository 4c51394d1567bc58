package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.fuzz.Seeds;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A run of the state that was damaged on its way is told as damaged. */
class RunFuzzTest {

  static Stream<byte[]> runs() {
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());
    return Seeds.profiles()
        .flatMap(
            profile -> {
              try {
                return reader.read(profile).run().chunks().stream();
              } catch (InvalidProfileException e) {
                return Stream.empty();
              }
            });
  }

  @MethodSource("runs")
  @FuzzTest
  void run(byte[] chunk) {
    try {
      Tally tally = Tally.of(List.of(new Run(List.of(chunk))));
      assertThat(tally.edgeCount()).isNotNegative();
    } catch (IllegalStateException e) {
      assertThat(e.getMessage()).contains("run");
    }
  }
}
