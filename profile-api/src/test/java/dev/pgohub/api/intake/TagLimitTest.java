package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.ProfileTag;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TagLimitTest {

  private final Set<ProfileTag> known = new HashSet<>();
  private long nanos;
  private final TagLimit limit = new TagLimit(3, known::size, known::contains, () -> nanos);

  @Test
  void tags_beyondTheMost_areRefused_thoseThatAreThereAreNot() {
    take("a");
    take("b");
    take("b");
    take("c");
    assertRefused("d");
    known.addAll(Set.of(ProfileTag.of("a"), ProfileTag.of("b"), ProfileTag.of("c")));
    nanos += TimeUnit.SECONDS.toNanos(5);
    assertRefused("d");
    take("a");
    known.remove(ProfileTag.of("b"));
    take("d");
    assertRefused("b");
  }

  @Test
  void tag_thatWasNotTakenInAfterAll_doesNotCount() {
    for (int i = 0; i < 10; i++) {
      limit.require(ProfileTag.of("made-up-" + i));
    }
    take("a");
  }

  @Test
  void aMillionMadeUpTags_leaveRoomForThoseThatAreThere() {
    TagLimit large = new TagLimit(1_000, known::size, known::contains, () -> nanos);
    int taken = 0;
    for (int i = 0; i < 1_000_000; i++) {
      ProfileTag tag = ProfileTag.of("made-up-" + i);
      try {
        large.require(tag);
        large.add(tag);
        taken++;
        known.add(tag);
        nanos += TimeUnit.SECONDS.toNanos(5);
      } catch (HttpProblem e) {
        assertThat(e).hasMessageContaining("1000");
      }
    }
    assertThat(taken).isEqualTo(1_000);
    large.require(ProfileTag.of("made-up-7"));
  }

  private void take(String tag) {
    limit.require(ProfileTag.of(tag));
    limit.add(ProfileTag.of(tag));
  }

  private void assertRefused(String tag) {
    assertThatThrownBy(() -> limit.require(ProfileTag.of(tag)))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("one more than the 3");
  }
}
