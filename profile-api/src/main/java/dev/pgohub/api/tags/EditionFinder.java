package dev.pgohub.api.tags;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ServedProfiles;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Finds the merged profile that a request names. Thread-safe. */
@Component
class EditionFinder {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,11}");
  private static final Pattern DIGEST = Pattern.compile("(?:sha256:)?([0-9a-f]{12,64})");

  private final ProfileStore store;
  private final ServedProfiles served;

  EditionFinder(ProfileStore store, ServedProfiles served) {
    this.store = store;
    this.served = served;
  }

  /**
   * Opens a merged profile.
   *
   * @param text the number of a generation, the first 12 digits or more of its digest with or
   *     without {@code sha256:}, {@code current}, {@code live}, or {@code served}
   * @throws HttpProblem {@code bad_edition} when it is something else, {@code no_generation} when
   *     there is no such one
   */
  OpenProfile open(ProfileTag tag, ProfileMode mode, String text) {
    return find(tag, mode, text)
        .orElseThrow(
            () ->
                new HttpProblem(
                    HttpStatus.NOT_FOUND,
                    "no_generation",
                    "there is no " + text + " of tag " + tag));
  }

  private Optional<OpenProfile> find(ProfileTag tag, ProfileMode mode, String text) {
    ProfileName current = ProfileName.current(tag, mode);
    if (text.equals("served")) {
      return store.open(served.of(tag, mode).name());
    }
    if (text.equals("current")) {
      return store.open(current);
    }
    if (text.equals("live")) {
      return store.open(ProfileName.live(tag, mode)).or(() -> store.open(current));
    }
    if (NUMBER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      return store.generations(tag, mode, number, 1).stream()
          .findFirst()
          .or(() -> store.find(current))
          .filter(profile -> profile.facts().getGeneration() == number)
          .flatMap(served::open);
    }
    var digest = DIGEST.matcher(text);
    if (digest.matches()) {
      return served
          .pinned(tag, digest.group(1), of -> mode.equals(ProfileMode.NONE) || of.equals(mode))
          .flatMap(served::open);
    }
    throw HttpProblem.badRequest(
        "bad_edition",
        "a generation is named by its number, 12 or more hex digits of its digest, current, live"
            + " or served");
  }
}
