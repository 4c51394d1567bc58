package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.serve.ServedProfiles;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The way back: an earlier generation is served until it is released. */
@RestController
@RequestMapping("/api/v1/tags/{tag}/hold")
class HoldController {

  private static final String BAD = "bad_hold";
  private static final int MAX_REASON = 500;
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{12,64}");

  private final ProfileStore store;
  private final TagNotes notes;
  private final ServedProfiles served;
  private final ControlWriter writer;
  private final JsonBody body;

  HoldController(
      ProfileStore store,
      TagNotes notes,
      ServedProfiles served,
      ControlWriter writer,
      JsonBody body) {
    this.store = store;
    this.notes = notes;
    this.served = served;
    this.writer = writer;
    this.body = body;
  }

  @GetMapping
  HoldView get(@PathVariable String tag) {
    ProfileTag of = ProfileAddress.tag(tag);
    return notes
        .hold(of)
        .map(hold -> HoldView.of(store, of, hold))
        .orElseThrow(
            () ->
                new HttpProblem(
                    HttpStatus.NOT_FOUND, "no_hold", "no generation of tag " + of + " is held"));
  }

  @PutMapping
  HoldView put(@PathVariable String tag, HttpServletRequest request) {
    ProfileTag of = ProfileAddress.tag(tag);
    JsonFields fields =
        new JsonFields(
            body.object(request), BAD, List.of("generation", "digest", "mode", "reason"));
    String reason = reason(fields);
    ProfileMode mode = ProfileAddress.mode(fields.text("mode"));
    Hold hold =
        writer.write(
            key(of),
            () -> {
              StoredProfile profile =
                  find(of, mode, fields)
                      .orElseThrow(
                          () ->
                              new HttpProblem(
                                  HttpStatus.NOT_FOUND,
                                  "no_generation",
                                  "no such generation of tag " + of + " is retained"));
              return Hold.newBuilder()
                  .setDigest(profile.facts().getDigest())
                  .setReason(reason)
                  .setSinceUnixMillis(System.currentTimeMillis())
                  .setMode(mode.value())
                  .build();
            });
    return HoldView.of(store, of, hold);
  }

  private static String reason(JsonFields fields) {
    String reason = fields.text("reason").strip();
    if (reason.isEmpty()
        || reason.length() > MAX_REASON
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw fields.wrong("reason", "reason must be one line of 1 to " + MAX_REASON + " characters");
    }
    return reason;
  }

  private Optional<StoredProfile> find(ProfileTag tag, ProfileMode mode, JsonFields fields) {
    if (fields.has("generation") == fields.has("digest")) {
      throw fields.wrong("generation", "either generation or digest says what is to be held");
    }
    if (fields.has("digest")) {
      String digest = fields.text("digest");
      if (!DIGEST.matcher(digest).matches()) {
        throw fields.wrong("digest", "digest must be sha256: and 12 to 64 lower-case hex digits");
      }
      return served.pinned(tag, digest.substring("sha256:".length()), mode::equals);
    }
    JsonNode number = fields.get("generation");
    if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 1) {
      throw fields.wrong("generation", "generation must be a number, at least 1");
    }
    return store.generations(tag, mode, number.asLong(), 1).stream()
        .findFirst()
        .or(() -> store.find(ProfileName.current(tag, mode)))
        .filter(profile -> profile.facts().getGeneration() == number.asLong());
  }

  @DeleteMapping
  ResponseEntity<Void> delete(@PathVariable String tag) {
    writer.delete(key(ProfileAddress.tag(tag)), () -> {});
    return ResponseEntity.noContent().build();
  }

  private static ControlKey key(ProfileTag tag) {
    return new ControlKey(tag, ControlKey.Kind.HOLD);
  }
}
