package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.ProfileTag;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HotTagsTest {

  private static final ProfileTag BUSY = ProfileTag.of("busy");
  private static final ProfileTag CALM = ProfileTag.of("calm");

  private long nanos;
  private int threads = 2;

  @Test
  void tagThatTakesItsShare_isHot_untilLessOfItComes() {
    HotTags hot = new HotTags(30, () -> threads, () -> nanos);
    folded(hot, BUSY, 2_000, 1);
    assertThat(hot.isHot(BUSY)).isFalse();
    folded(hot, CALM, 1_000, 1);
    pass(3);
    assertThat(hot.isHot(BUSY)).isFalse(); // not looked yet
    folded(hot, CALM, 1, 1);
    assertThat(hot.isHot(BUSY)).isTrue();
    assertThat(hot.isHot(CALM)).isFalse();

    for (int i = 0; i < 2_000; i++) {
      hot.countPassedOn(BUSY);
    }
    pass(6);
    hot.countPassedOn(BUSY);
    assertThat(hot.isHot(BUSY)).isTrue();
    pass(6);
    hot.countPassedOn(CALM);
    assertThat(hot.isHot(BUSY)).isFalse();
  }

  @Test
  void noTagIsHot_whenNobodyCouldHelp() {
    threads = 1;
    HotTags hot = new HotTags(30, () -> threads, () -> nanos);
    folded(hot, BUSY, 6_000, 1);
    assertThat(hot.isHot(BUSY)).isFalse();
    threads = 2;
    folded(hot, BUSY, 6_000, 1);
    assertThat(hot.isHot(BUSY)).isTrue();
    threads = 1;
    folded(hot, BUSY, 6_000, 1);
    assertThat(hot.isHot(BUSY)).isFalse();
  }

  @Test
  void percent_atItsEnds_isAlwaysOrNever() {
    assertThat(new HotTags(0, () -> threads, () -> nanos).isHot(CALM)).isTrue();
    HotTags never = new HotTags(100, () -> threads, () -> nanos);
    folded(never, BUSY, 10_000, 1);
    assertThat(never.isHot(BUSY)).isFalse();
  }

  /** Folds fragments, each of which takes a time that passes. */
  private void folded(HotTags hot, ProfileTag tag, int fragments, long millis) {
    for (int i = 0; i < fragments; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(millis);
      hot.count(tag, TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }
}
