package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A name or a key follows its grammar, or is refused; what was read is written as it came. */
class NamesFuzzTest {

  static Stream<byte[]> names() {
    String digest = "@sha256:" + "0123456789abcdef".repeat(4);
    return Stream.of(
            "checkout",
            "a.b_c-d",
            "a..b",
            "a.lock",
            "checkout\0hold",
            "checkout\0publication",
            "checkout\0serve",
            "checkout\0serve\0" + digest + "\0#12",
            "checkout\0@live",
            "stitch=sum;minDuration=5s;modes=serve=3,batch=1")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("names")
  @FuzzTest
  void name(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    refusedOr(() -> assertThat(ProfileTag.of(text).value()).isEqualTo(text));
    refusedOr(() -> assertThat(ProfileMode.of(text).value()).isEqualTo(text));
    refusedOr(() -> assertThat(new Edition(text).value()).isEqualTo(text));
    refusedOr(() -> assertThat(FragmentId.check(text)).isEqualTo(text));
    refusedOr(() -> assertThat(ControlKey.parse(bytes).toBytes()).isEqualTo(bytes));
    refusedOr(
        () -> {
          MergedProfileKey key = MergedProfileKey.parse(bytes);
          assertThat(MergedProfileKey.parse(key.toBytes())).isEqualTo(key);
        });
    refusedOr(
        () -> {
          Policy policy = Policy.parse(text);
          assertThat(Policy.DEFAULTS.with(policy.texts())).isEqualTo(policy);
        });
  }

  private static void refusedOr(Runnable read) {
    try {
      read.run();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
