package dev.pgohub.standalone;

import dev.pgohub.pprof.InvalidReason;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All reason codes that the rooms know, from their code. */
final class Reasons {

  private Reasons() {}

  /** By code, with the place that it is from. */
  static TreeMap<String, String> ofThisHub(HubClient client) throws Exception {
    TreeMap<String, String> reasons = new TreeMap<>();
    for (InvalidReason reason : InvalidReason.values()) {
      reasons.put(reason.code(), "profile");
    }
    for (Field field : Class.forName("dev.pgohub.merger.RefusedException").getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        field.setAccessible(true);
        reasons.put((String) field.get(null), "merger");
      }
    }
    for (Object reason :
        Class.forName("dev.pgohub.publisher.PublicationException$Reason").getEnumConstants()) {
      reasons.put(reason.toString().toLowerCase(Locale.ROOT), "publisher");
    }
    JsonNode description = new JsonMapper().readTree(client.getText("/openapi.json").body());
    for (JsonNode path : description.path("paths")) {
      for (JsonNode operation : path) {
        for (JsonNode response : operation.path("responses")) {
          JsonNode all = response.path("content").path("application/problem+json").path("schema");
          for (JsonNode part : all.path("allOf")) {
            part.path("properties")
                .path("reason")
                .path("enum")
                .forEach(code -> reasons.put(code.asString(), "api"));
          }
        }
      }
    }
    return reasons;
  }
}
