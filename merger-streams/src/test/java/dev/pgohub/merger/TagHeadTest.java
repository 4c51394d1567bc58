package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.pgohub.pprof.Run;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.ProfileFacts;
import org.junit.jupiter.api.Test;

class TagHeadTest {

  private static final TagMode OWNER = new TagMode(ProfileTag.of("a"), ProfileMode.NONE);

  @Test
  void bytes_areReadBack() {
    ProfileFacts facts =
        ProfileFacts.newBuilder()
            .setGeneration(7)
            .setDigest(ByteString.copyFrom(new byte[32]))
            .setWeight(Long.MAX_VALUE)
            .build();
    TagHead head = TagHead.EMPTY.with(fragment(5, 10, 3)).settled(facts, 2).with(fragment(1, 2, 3));
    assertThat(TagHead.parse(head.toBytes())).isEqualTo(head);
    assertThat(TagHead.parse(TagHead.EMPTY.toBytes())).isEqualTo(TagHead.EMPTY);
  }

  @Test
  void with_addsUpAndMakesDirty() {
    TagHead head = TagHead.EMPTY.with(fragment(5, 10, 3)).with(fragment(2, 20, 4));
    assertThat(head)
        .isEqualTo(new TagHead(2, 7, 30, 3, 4, true, ProfileFacts.getDefaultInstance(), 0));
    assertThat(head.settled(ProfileFacts.getDefaultInstance(), 0).isDirty()).isFalse();
  }

  @Test
  void with_beyondTheLargestNumber_staysThere() {
    TagHead head =
        TagHead.EMPTY.with(fragment(1L << 62, 1L << 62, 1)).with(fragment(1L << 62, 1L << 62, 1));
    assertThat(head.weight()).isEqualTo(Long.MAX_VALUE);
    assertThat(head.durationNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void parse_ofAnotherVersion_fails() {
    byte[] bytes = TagHead.EMPTY.toBytes();
    bytes[0] = 9;
    assertThatThrownBy(() -> TagHead.parse(bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a head of version 9; known is 1");
  }

  private static Admitted fragment(long weight, long duration, long start) {
    return new Admitted(OWNER, start, duration, weight, Run.EMPTY);
  }
}
