package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The formula against profiles that were drawn from the real fleets. */
class NoiseFloorTest {

  static Stream<Arguments> sizes() {
    return Corpus.FLEETS.stream()
        .flatMap(
            fleet ->
                Stream.of(
                    Arguments.of(fleet, 1_000, 1_000, 20),
                    Arguments.of(fleet, 1_000, 30_000, 10),
                    Arguments.of(fleet, 3_000, 1_500, 20),
                    Arguments.of(fleet, 10_000, 10_000, 10),
                    Arguments.of(fleet, 30_000, 3_000, 10),
                    Arguments.of(fleet, 100_000, 100_000, 4)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void floor_ofDrawnPairs_isTheirMeanOverlap(String fleet, int first, int second, int pairs) {
    Tally workload = Resampling.fleet(fleet);
    Resampling resampling = new Resampling(workload);
    Random random = new Random(17L * first + second);
    double overlap = 0;
    double floor = 0;
    double squares = 0;
    for (int i = 0; i < pairs; i++) {
      Tally one = resampling.draw(first, random);
      Tally other = resampling.draw(second, random);
      double measured = EdgeComparison.of(one, other).overlap();
      NoiseFloor expected = NoiseFloor.between(one, other);
      double deviations = (measured - expected.overlap()) / expected.deviation();
      overlap += measured / pairs;
      floor += expected.overlap() / pairs;
      squares += deviations * deviations / pairs;
      assertThat(deviations).as("deviations of pair %d", i).isBetween(-6.0, 6.0);
    }

    assertThat(floor).as("of the pairs").isCloseTo(overlap, within(0.01));
    assertThat(NoiseFloor.of(workload, first, second).overlap())
        .as("of the workload")
        .isCloseTo(overlap, within(0.01));
    assertThat(Math.sqrt(squares)).as("spread in deviations").isBetween(0.4, 2.0);
  }

  /** What two resamples of one profile had in common in an earlier measurement, by their weight. */
  @ParameterizedTest
  @MethodSource("services")
  void floor_ofAService_isInTheRangeThatWasMeasured(String fleet) {
    Map<Integer, double[]> measured =
        Map.of(
            1_000, new double[] {.59, .72},
            3_000, new double[] {.70, .81},
            10_000, new double[] {.80, .89},
            30_000, new double[] {.88, .93},
            100_000, new double[] {.94, .96});
    Tally workload = Resampling.fleet(fleet);

    measured.forEach(
        (weight, range) ->
            assertThat(NoiseFloor.of(workload, weight, weight).overlap())
                .as("at %d", weight)
                .isBetween(range[0] - .005, range[1] + .005));
  }

  /** The third fleet compiles another package each time: flatter than any service. */
  static Stream<String> services() {
    return Stream.of("apiserver", "jsonbench");
  }

  @Test
  void effectiveWeights_lessThanTheCounts_lowerTheFloor() {
    Resampling resampling = new Resampling(Resampling.fleet("apiserver"));
    Random random = new Random(5);
    Tally one = resampling.draw(40_000, random);
    Tally other = resampling.draw(40_000, random);
    double quarter = NoiseFloor.between(one, other, 10_000, 10_000).overlap();

    assertThat(quarter).isLessThan(NoiseFloor.between(one, other).overlap());
    assertThat(quarter)
        .isCloseTo(
            NoiseFloor.of(Resampling.fleet("apiserver"), 10_000, 10_000).overlap(), within(0.02));
  }

  @Test
  void effectiveWeights_ofRescaledTallies_giveTheSameFloor() {
    Resampling resampling = new Resampling(Resampling.fleet("jsonbench"));
    Random random = new Random(6);
    Tally one = resampling.draw(5_000, random);
    Tally other = resampling.draw(5_000, random);
    Tally fixedPoint = new Tally();
    fixedPoint.add(one, new Scale(1 << 16, 1));

    NoiseFloor plain = NoiseFloor.between(one, other);
    NoiseFloor scaled = NoiseFloor.between(fixedPoint, other, 5_000, 5_000);
    assertThat(scaled.overlap()).isCloseTo(plain.overlap(), within(1e-9));
    assertThat(scaled.deviation()).isCloseTo(plain.deviation(), within(1e-9));
  }

  @Test
  void singleEdge_hasNoNoise() {
    Tally tally = new Tally();
    Resampling.add(tally, "a", "b", 1, 1_000);

    assertThat(NoiseFloor.between(tally, tally)).isEqualTo(new NoiseFloor(1, 0));
    assertThat(NoiseFloor.of(tally, 10, 10)).isEqualTo(new NoiseFloor(1, 0));
  }

  @Test
  void nothing_isTheSameAsNothing_andUnlikeAnythingElse() {
    Tally tally = new Tally();
    Resampling.add(tally, "a", "b", 1, 1_000);

    assertThat(NoiseFloor.between(new Tally(), new Tally()).overlap()).isEqualTo(1);
    assertThat(NoiseFloor.between(new Tally(), tally).overlap()).isZero();
  }

  @Test
  void below_isNeverLessThanNothing() {
    assertThat(new NoiseFloor(0.9, 0.02).below(5)).isCloseTo(0.8, within(1e-12));
    assertThat(new NoiseFloor(0.1, 0.1).below(5)).isZero();
  }

  @Test
  void weight_thatIsNone_isRefused() {
    Tally tally = new Tally();
    Resampling.add(tally, "a", "b", 1, 1);
    assertThatThrownBy(() -> NoiseFloor.of(tally, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NoiseFloor.between(tally, tally, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
