package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import dev.pgohub.fuzz.Seeds;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A record of the topic of fragments is refused with a reason, or folded and merged. */
class EnvelopeFuzzTest {

  private static final byte[] KEY = "a".getBytes(US_ASCII);
  private static final long ARRIVED_MILLIS = 1_800_000_000_000L;

  private final MergerSettings settings = MergerSettings.defaults();

  static Stream<byte[]> records() {
    return Seeds.rawProfiles()
        .map(
            pprof ->
                Fragment.newBuilder()
                    .setFragmentId("1")
                    .setTag("a")
                    .setMode("m")
                    .setInstance("i")
                    .setBuild("b")
                    .setStartUnixNanos(ARRIVED_MILLIS * 1_000_000)
                    .setDurationNanos(10_000_000_000L)
                    .setPprof(ByteString.copyFrom(pprof))
                    .build()
                    .toByteArray());
  }

  @MethodSource("records")
  @FuzzTest
  void envelope(byte[] record) {
    Reproduction merger =
        new Reproduction(ProfileTag.of("a"), ProfileFacts.getDefaultInstance(), settings);
    try {
      Envelope.read(KEY, record);
    } catch (RefusedException e) {
      assertThat(e.reason()).isNotEqualTo(RefusedException.INTERNAL_ERROR);
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    merger.add(KEY, record, 0, ARRIVED_MILLIS);
    merger.add(KEY, record, 1, ARRIVED_MILLIS);
    assertThat(merger.made(ProfileMode.NONE).fragments()).isBetween(0L, 1L);
  }
}
