package dev.pgohub.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a hub says as JSON. Stateless. */
final class HubJson {

  private HubJson() {}

  /**
   * The object that was answered.
   *
   * @throws CommandFailure when it is none: then something else than a hub answered
   */
  static Map<String, Object> object(Hub.Answer answer) throws CommandFailure {
    try {
      return JsonReader.object(answer.text());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.NO_HUB, "what answers there is no hub: " + e.getMessage());
    }
  }

  /** A value for people. */
  static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? "-"
          : list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
    return value == null ? "-" : value.toString();
  }
}
