package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.ProfileTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirtyTagsTest {

  private final DirtyTags dirty = new DirtyTags(3);

  @Test
  void takeDue_ofIdleTags_isInTheOrderOfArrival() {
    dirty.add(tag("b"), 10);
    dirty.add(tag("a"), 10);
    dirty.add(tag("b"), 11);
    assertThat(takeAll(11)).containsExactly(tag("b"), tag("a"));
    assertThat(dirty.isEmpty()).isTrue();
  }

  @Test
  void takeDue_ofRestingTag_waits() {
    dirty.rest(tag("a"), 0, 100);
    dirty.add(tag("a"), 50);
    dirty.add(tag("b"), 60);
    assertThat(takeAll(99)).containsExactly(tag("b"));
    DirtyTags.Waiting waiting = dirty.takeDue(100).orElseThrow();
    assertThat(waiting.tag()).isEqualTo(tag("a"));
    assertThat(waiting.isIdle()).isFalse();
  }

  @Test
  void takeDue_ofRestedTag_isIdle() {
    dirty.rest(tag("a"), 0, 100);
    dirty.add(tag("a"), 100);
    assertThat(dirty.takeDue(100).orElseThrow().isIdle()).isTrue();
  }

  @Test
  void add_beyondTheLimit_isToldOnce() {
    assertThat(dirty.add(tag("a"), 0)).isTrue();
    assertThat(dirty.add(tag("b"), 0)).isTrue();
    assertThat(dirty.add(tag("c"), 0)).isTrue();
    assertThat(dirty.hasForgotten()).isFalse();
    assertThat(dirty.add(tag("d"), 0)).isFalse();
    assertThat(dirty.add(tag("a"), 0)).isTrue();
    assertThat(dirty.size()).isEqualTo(3);
    assertThat(dirty.hasForgotten()).isTrue();
    assertThat(dirty.hasForgotten()).isFalse();
  }

  @Test
  void rest_beyondTheLimit_forgetsThoseThatHaveRested() {
    for (String name : List.of("a", "b", "c")) {
      dirty.rest(tag(name), 0, 10);
    }
    dirty.rest(tag("d"), 20, 100);
    dirty.add(tag("d"), 20);
    assertThat(dirty.takeDue(99)).isEqualTo(Optional.empty());
  }

  private List<ProfileTag> takeAll(long now) {
    List<ProfileTag> taken = new ArrayList<>();
    for (var next = dirty.takeDue(now); next.isPresent(); next = dirty.takeDue(now)) {
      taken.add(next.get().tag());
    }
    return taken;
  }

  private static ProfileTag tag(String name) {
    return ProfileTag.of(name);
  }
}
