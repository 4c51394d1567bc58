package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What agents and people call things is taken, or refused as a bad request. */
class LabelsFuzzTest {

  private static final AgentLabels LABELS =
      new AgentLabels(List.of("mode"), List.of("instance", "pod"), List.of("version"));

  static Stream<byte[]> texts() {
    return Stream.of(
            "checkout",
            "my/app.cpu{mode=serve,instance=a b,version=1+2}",
            "app{service_name=other..name.lock,a.b=c}",
            "tag@sha256:0123456789ab",
            "2026-11-22T10:00:00Z",
            "2026-11-22T10:00:00 01:00",
            "1795341600000000000",
            "9999999999")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("texts")
  @FuzzTest
  void labels(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    refusedOr(
        () -> {
          AppName app = AppName.parse(text);
          Envelope envelope = LABELS.envelope(app.name(), app.labels(), null);
          String tag = envelope.tag().value();
          assertThat(AgentTag.of(tag).value()).isEqualTo(tag);
        });
    refusedOr(() -> assertThat(ProfileAddress.parse(text).tag()).isNotNull());
    refusedOr(() -> assertThat(PostedTime.nanos("from", text)).isNotNegative());
    refusedOr(() -> assertThat(Envelope.text("instance", text)).isEqualTo(text));
  }

  private static void refusedOr(Runnable read) {
    try {
      read.run();
    } catch (HttpProblem e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
