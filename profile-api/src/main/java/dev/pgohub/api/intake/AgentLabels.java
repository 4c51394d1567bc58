package dev.pgohub.api.intake;

import dev.pgohub.schemas.ProfileTag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which labels of agents say what of an envelope. Of several, the first in the list that is there
 * and not empty counts.
 *
 * @param mode keys of labels that name the mode
 * @param instance keys of labels that name the instance
 * @param build keys of labels that name the build
 */
public record AgentLabels(List<String> mode, List<String> instance, List<String> build) {

  private static final String SERVICE_NAME = "service_name";

  /**
   * The envelope of a profile without times.
   *
   * @param app name of the program, which counts when no label {@code service_name} does
   * @param key the sender's own id of the profile; null: none
   * @throws dev.pgohub.api.problem.HttpProblem 400 when a label cannot be used
   */
  Envelope envelope(String app, Map<String, String> labels, @Nullable String key) {
    String service = labels.getOrDefault(SERVICE_NAME, "");
    ProfileTag tag = service.isBlank() ? AgentTag.ofAppName(app) : AgentTag.of(service);
    return new Envelope(
        tag,
        AgentTag.mode(first(mode, labels)),
        Envelope.text("instance", first(instance, labels)),
        Envelope.text("build", first(build, labels)),
        0,
        0,
        key);
  }

  private static String first(List<String> keys, Map<String, String> labels) {
    return keys.stream()
        .map(key -> labels.getOrDefault(key, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElse("");
  }
}
