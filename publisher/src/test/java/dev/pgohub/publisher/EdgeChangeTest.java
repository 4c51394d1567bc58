package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EdgeChangeTest {

  @Test
  void between_aProfileAndItself_isNothing() {
    EdgeChange change = EdgeChange.between(Profiles.pgo(1), Profiles.pgo(1)).orElseThrow();
    assertThat(change.overlap()).isCloseTo(1, within(1e-9));
    assertThat(change).isEqualTo(new EdgeChange(change.overlap(), 0, 0, 0, 0));
  }

  @Test
  void between_twoProfiles_isTheOppositeOfTheOtherWayRound() {
    EdgeChange there = EdgeChange.between(Profiles.pgo(1), Profiles.pgo(2)).orElseThrow();
    EdgeChange back = EdgeChange.between(Profiles.pgo(2), Profiles.pgo(1)).orElseThrow();
    assertThat(there.overlap()).isBetween(0.01, 0.99).isCloseTo(back.overlap(), within(1e-9));
    assertThat(there.added()).isPositive().isEqualTo(back.removed());
    assertThat(there.removed()).isPositive().isEqualTo(back.added());
    assertThat(there.becameHot()).isEqualTo(back.ceasedHot());
    assertThat(there.ceasedHot()).isEqualTo(back.becameHot());
  }

  @Test
  void between_somethingElseAndAProfile_isUnknown() {
    assertThat(EdgeChange.between("no profile".getBytes(UTF_8), Profiles.pgo(1))).isEmpty();
    assertThat(EdgeChange.between(new byte[0], Profiles.pgo(1))).isEmpty();
  }
}
