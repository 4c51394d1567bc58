package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import org.junit.jupiter.api.Test;

class FragmentTest {

  @Test
  void toBytes_readByGeneratedCode_isTheFragment() throws Exception {
    byte[] pprof = new byte[300];
    pprof[7] = 7;
    Fragment fragment =
        new Fragment(
            "0123-17",
            ProfileTag.of("checkout"),
            ProfileMode.of("batch"),
            "höst-1",
            "4f2a",
            1_793_491_200_123_456_789L,
            60_000_000_000L,
            pprof);

    var read = dev.pgohub.schemas.proto.Fragment.parseFrom(fragment.toBytes());

    assertThat(read.getFragmentId()).isEqualTo("0123-17");
    assertThat(read.getTag()).isEqualTo("checkout");
    assertThat(read.getMode()).isEqualTo("batch");
    assertThat(read.getInstance()).isEqualTo("höst-1");
    assertThat(read.getBuild()).isEqualTo("4f2a");
    assertThat(read.getStartUnixNanos()).isEqualTo(1_793_491_200_123_456_789L);
    assertThat(read.getDurationNanos()).isEqualTo(60_000_000_000L);
    assertThat(read.getPprof().toByteArray()).isEqualTo(pprof);
    assertThat(read.getUnknownFields().asMap()).isEmpty();
    assertThat(read.toByteArray()).isEqualTo(fragment.toBytes());
  }

  @Test
  void toBytes_whatIsEmpty_isLeftOut() throws Exception {
    Fragment fragment =
        new Fragment("a", ProfileTag.of("t"), ProfileMode.NONE, "", "", 0, 0, new byte[0]);
    assertThat(fragment.toBytes())
        .isEqualTo(
            dev.pgohub.schemas.proto.Fragment.newBuilder()
                .setFragmentId("a")
                .setTag("t")
                .build()
                .toByteArray());
  }
}
