package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HotEdgesTest {

  @Test
  void hot_isUpToAndWithTheEdgeThatPassesTheShare() {
    Tally tally = tally("a 900", "b 80", "c 10", "d 6", "e 4");

    HotEdges hot = HotEdges.of(tally);

    // a, b and c come to exactly 99 %, which is not past it.
    assertThat(hot.edges()).extracting(e -> e.edge().callee()).containsExactly("a", "b", "c", "d");
    assertThat(hot.edges().get(1))
        .isEqualTo(new HotEdges.Hot(new Edge("main", "b", 7), 80, 0.08, 0.98));
    assertThat(hot.totalCount()).isEqualTo(5);
    assertThat(hot.totalWeight()).isEqualTo(1_000);
  }

  @Test
  void oneHeavyEdge_isHotAlone() {
    assertThat(HotEdges.of(tally("a 1", "b 1000")).edges())
        .extracting(e -> e.edge().callee())
        .containsExactly("b");
  }

  @Test
  void equalWeights_standByName() {
    assertThat(HotEdges.of(tally("c 5", "a 5", "b 5", "d 5"), 0.5).edges())
        .extracting(e -> e.edge().callee())
        .containsExactly("a", "b", "c");
  }

  @Test
  void share_ofAll_takesAll() {
    assertThat(HotEdges.of(tally("a 5", "b 1"), 1).edges()).hasSize(2);
  }

  @Test
  void nothing_hasNothingHot() {
    assertThat(HotEdges.of(new Tally()).edges()).isEmpty();
  }

  @Test
  void anyOrderOfFragments_givesTheSameEdges() {
    List<Run> runs = new ArrayList<>(Corpus.runs("apiserver"));
    List<HotEdges.Hot> expected = HotEdges.of(Tally.of(runs)).edges();
    Collections.shuffle(runs, new Random(3));

    assertThat(expected).hasSizeGreaterThan(100);
    assertThat(HotEdges.of(Tally.of(runs)).edges()).isEqualTo(expected);
  }

  @Test
  void share_outOfRange_isRefused() {
    assertThatThrownBy(() -> HotEdges.of(new Tally(), 99))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HotEdges.of(new Tally(), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Edges from {@code main}, each a callee and a weight. */
  static Tally tally(String... edges) {
    Tally tally = new Tally();
    for (String edge : edges) {
      String[] parts = edge.split(" ");
      Resampling.add(tally, "main", parts[0], 7, Long.parseLong(parts[1]));
    }
    return tally;
  }
}
