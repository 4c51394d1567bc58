package dev.pgohub.pprof;

import static dev.pgohub.pprof.HotEdgesTest.tally;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class EdgeComparisonTest {

  @Test
  void overlap_isTheSmallerShareOfEachEdge() {
    EdgeComparison comparison = EdgeComparison.of(tally("a 60", "b 40"), tally("b 5", "c 15"));

    assertThat(comparison.overlap()).isCloseTo(0.25, within(1e-12));
    assertThat(comparison.movedShare()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void overlap_ofAProfileAndItsDouble_isWhole() {
    Tally fleet = Resampling.fleet("gocompile");
    Tally twice = new Tally();
    twice.add(fleet, new Scale(2, 1));

    EdgeComparison comparison = EdgeComparison.of(fleet, twice);
    assertThat(comparison.overlap()).isCloseTo(1, within(1e-9));
    assertThat(comparison.top(10)).isEmpty();
    assertThat(comparison.becameHot()).isEmpty();
    assertThat(comparison.wentCold()).isEmpty();
  }

  @Test
  void overlap_withNothing_isNone_butNothingIsNothing() {
    assertThat(EdgeComparison.of(tally("a 1"), new Tally()).overlap()).isZero();
    assertThat(EdgeComparison.of(new Tally(), new Tally()).overlap()).isEqualTo(1);
  }

  @Test
  void hotness_isTheCompilers() {
    EdgeComparison comparison =
        EdgeComparison.of(tally("a 990", "b 10", "c 1"), tally("a 500", "b 1", "c 500"));

    assertThat(comparison.hotBefore()).isEqualTo(2);
    assertThat(comparison.hotAfter()).isEqualTo(2);
    assertThat(comparison.becameHot()).extracting(c -> c.edge().callee()).containsExactly("c");
    assertThat(comparison.wentCold()).extracting(c -> c.edge().callee()).containsExactly("b");
  }

  @Test
  void top_isByTheSizeOfTheChange_thenByName() {
    EdgeComparison comparison =
        EdgeComparison.of(
            tally("a 50", "b 30", "c 10", "d 10"), tally("a 50", "b 10", "c 20", "d 20"));

    assertThat(comparison.top(2))
        .isEqualTo(
            List.of(
                new EdgeChange(new Edge("main", "b", 7), 0.3, 0.1, true, true),
                new EdgeChange(new Edge("main", "c", 7), 0.1, 0.2, true, true)));
    assertThat(comparison.top(2).get(0).difference()).isCloseTo(-0.2, within(1e-12));
    assertThat(comparison.top(100)).hasSize(3);
  }

  @Test
  void edges_ofOtherOffsets_areOthers() {
    Tally before = new Tally();
    Resampling.add(before, "main", "a", 7, 1);
    Tally after = new Tally();
    Resampling.add(after, "main", "a", 8, 1);

    assertThat(EdgeComparison.of(before, after).overlap()).isZero();
  }
}
