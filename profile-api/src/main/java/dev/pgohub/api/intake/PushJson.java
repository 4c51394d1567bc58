package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a push in the JSON form of {@code push.proto}; bytes are base64. */
final class PushJson {

  private static final int MAX_TOKENS = 100_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxTokenCount(MAX_TOKENS)
                          .maxNestingDepth(32)
                          .build())
                  .build())
          .build();

  private PushJson() {}

  /**
   * Reads it. Fields that are not known are passed over.
   *
   * @throws HttpProblem 400
   */
  static PushedProfiles read(byte[] body) {
    try {
      JsonNode request = MAPPER.readTree(body);
      if (!request.isObject()) {
        throw bad("it is no object");
      }
      PushedProfiles pushed = new PushedProfiles();
      for (JsonNode series : request.path("series")) {
        readSeries(series, pushed.addSeries());
      }
      return pushed;
    } catch (JacksonException e) {
      throw bad(String.valueOf(e.getOriginalMessage()));
    }
  }

  private static void readSeries(JsonNode json, PushedProfiles.Series series) {
    for (JsonNode label : json.path("labels")) {
      series.label(label.path("name").asString(""), label.path("value").asString(""));
    }
    for (JsonNode sample : json.path("samples")) {
      JsonNode profile = sample.path(sample.has("rawProfile") ? "rawProfile" : "raw_profile");
      series.profile(
          profile.isMissingNode() ? new byte[0] : profile.binaryValue(),
          sample.path("ID").asString(""));
    }
  }

  private static HttpProblem bad(String what) {
    return HttpProblem.badRequest("bad_json", "the body is no PushRequest: " + what);
  }
}
