package dev.pgohub.api.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.Policy;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What is put as a policy, or as a publication, holds or is refused as a bad request. */
class PolicyJsonFuzzTest {

  static Stream<byte[]> bodies() {
    return Stream.of(
            "{\"stitch\":\"rate\",\"minDuration\":\"5s\",\"minSamples\":10,\"maxIdle\":0.5,"
                + "\"modes\":{\"serve\":3,\"batch\":1},\"keepStacks\":true,\"halfLife\":null}",
            "{\"neverInline\":[\"main.f\",\"net/http.*\"],\"maxEdges\":1000,\"maxBytes\":100000,"
                + "\"maxInstanceShare\":0.25}",
            "{\"repository\":\"https://h/r.git\",\"branch\":\"main\",\"path\":\"default.pgo\","
                + "\"way\":\"review\",\"credentials\":\"env:TOKEN\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("bodies")
  @FuzzTest
  void policy(byte[] body) {
    try {
      JsonNode object = JsonBody.parse(body);
      refusedOr(
          () -> {
            Map<String, String> texts = new HashMap<>();
            PolicyJson.read(object)
                .forEach((field, text) -> text.ifPresent(value -> texts.put(field, value)));
            Policy policy = Policy.DEFAULTS.with(texts);
            assertThat(Policy.DEFAULTS.with(policy.texts())).isEqualTo(policy);
            assertThat(PolicyJson.typed(policy.texts())).hasSameSizeAs(policy.texts().keySet());
          });
      refusedOr(() -> assertThat(PublicationJson.read(object).getRepository()).isNotEmpty());
    } catch (HttpProblem e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void refusedOr(Runnable read) {
    try {
      read.run();
    } catch (HttpProblem e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
