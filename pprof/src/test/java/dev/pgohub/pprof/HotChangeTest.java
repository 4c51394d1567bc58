package dev.pgohub.pprof;

import static dev.pgohub.pprof.HotEdgesTest.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotChangeTest {

  private static final int FRAGMENT = 500;

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void growingMerge_ofOneWorkload_neverMoves(String fleet) {
    Resampling resampling = new Resampling(Resampling.fleet(fleet));
    Random random = new Random(4);
    Tally served = new Tally();
    Tally delta = resampling.draw(5 * FRAGMENT, random);
    for (int fragments = 5; fragments <= 500; fragments++) {
      if (fragments == 5 || fragments == 50 || fragments == 250) {
        served.add(delta, Scale.IDENTITY); // as if served by now for another reason
        delta = new Tally();
      }
      delta.add(resampling.draw(FRAGMENT, random), Scale.IDENTITY);
      if (fragments % 5 == 0) {
        assertThat(HotChange.of(served, delta).movedShare())
            .as("after %d fragments", fragments)
            .isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"apiserver", "gocompile", "jsonbench"})
  void tenthOfTheWeight_onAnotherPath_movesWithinTwentyFragments(String fleet) {
    Resampling resampling = new Resampling(Resampling.fleet(fleet));
    Random random = new Random(7);
    Tally served = resampling.draw(500 * FRAGMENT, random);
    Tally delta = new Tally();
    int fragments = 0;
    while (HotChange.of(served, delta).movedShare() == 0) {
      assertThat(++fragments).isLessThanOrEqualTo(20);
      delta.add(resampling.draw(FRAGMENT * 9 / 10, random), Scale.IDENTITY);
      for (int i = 0; i < FRAGMENT / 10; i++) {
        int call = random.nextInt(10);
        Resampling.add(delta, "new.path" + call, "new.path" + (call + 1), 3, 1);
      }
    }

    HotChange change = HotChange.of(served, delta);
    assertThat(change.becameHot()).isPositive();
    assertThat(change.wentCold()).isZero();
  }

  @Test
  void significantChange_withinTheHotEdges_isNone() {
    assertThat(HotChange.of(tally("a 50000", "b 50000"), tally("a 90000", "b 10000")).movedShare())
        .isZero();
  }

  @Test
  void changeOfTheHotSet_byChance_isNone() {
    // c is cold with 10 of 1,011 and hot with 13 of 1,123, which is nothing unusual.
    Tally served = tally("a 600", "b 401", "c 10");
    Tally delta = tally("a 60", "b 49", "c 3");

    assertThat(EdgeComparison.of(served, delta).becameHot()).hasSize(1);
    assertThat(HotChange.of(served, delta)).isEqualTo(new HotChange(0, 0, 0, 0));
  }

  @Test
  void edge_thatBecameHotBeyondChance_countsWithItsWeightInBoth() {
    HotChange change = HotChange.of(tally("a 9990", "b 10"), tally("a 5000", "b 2500", "c 2500"));

    assertThat(change.becameHot()).isEqualTo(2);
    assertThat(change.becameHotShare()).isCloseTo(5010 / 20_000.0, within(1e-12));
    assertThat(change.movedShare()).isEqualTo(change.becameHotShare());
  }

  @Test
  void edge_thatWentColdBeyondChance_countsWithItsServedWeight() {
    HotChange change = HotChange.of(tally("a 8000", "b 2000"), tally("a 992000"));

    assertThat(change.wentCold()).isEqualTo(1);
    assertThat(change.wentColdShare()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void effectiveWeights_decideWhatIsChance() {
    Tally served = tally("a 9990", "b 10");
    Tally delta = tally("a 9600", "b 400");

    assertThat(HotChange.of(served, delta).becameHot()).isEqualTo(1);
    assertThat(HotChange.of(served, delta, 1_000, 1_000).becameHot()).isZero();
  }

  @Test
  void nothingNew_isNoChange_andNothingServedIsAllChange() {
    Tally tally = tally("a 9990", "b 10");

    assertThat(HotChange.of(tally, new Tally()).movedShare()).isZero();
    assertThat(HotChange.of(new Tally(), tally).becameHotShare()).isCloseTo(0.999, within(1e-12));
    assertThat(HotChange.of(new Tally(), new Tally()).movedShare()).isZero();
  }

  @Test
  void weight_thatIsNone_isRefused() {
    assertThatThrownBy(() -> HotChange.of(new Tally(), new Tally(), -1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
