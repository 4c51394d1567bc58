package dev.pgohub.api.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.MergedProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.ProfileMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is known about tags, as JSON. */
@RestController
@RequestMapping("/api/v1/tags")
class TagController {

  private static final int MAX_LIMIT = 1000;

  private final MergedProfileStore store;

  TagController(MergedProfileStore store) {
    this.store = store;
  }

  /**
   * A page of tags.
   *
   * @param tags in the order of their characters
   * @param next what {@code after} must be for the next page; none on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TagPage(List<TagView> tags, @Nullable String next) {}

  @GetMapping
  TagPage tags(
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "100") String limit) {
    int most = limit(limit);
    if (!after.isEmpty()) {
      ProfileAddress.tag(after);
    }
    List<List<StoredProfile>> found = store.tags(after, most + 1);
    List<TagView> tags =
        found.stream().limit(most).map(profiles -> TagView.of(profiles, ProfileMode.NONE)).toList();
    return new TagPage(tags, found.size() > most ? tags.get(most - 1).tag() : null);
  }

  @GetMapping("/{tag}")
  TagView tag(@PathVariable String tag, @RequestParam(defaultValue = "") String mode) {
    List<StoredProfile> profiles = store.ofTag(ProfileAddress.tag(tag));
    ProfileMode wanted = ProfileAddress.mode(mode);
    boolean hasMode =
        wanted.equals(ProfileMode.NONE)
            || profiles.stream().anyMatch(profile -> profile.mode().equals(wanted));
    if (profiles.isEmpty() || !hasMode) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND,
          "no_profile",
          profiles.isEmpty()
              ? "there is no profile for tag " + tag + " yet"
              : "there is no profile for mode " + mode + " of tag " + tag + " yet");
    }
    return TagView.of(profiles, wanted);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // answered below
    }
    throw HttpProblem.badRequest("bad_limit", "limit must be 1 to " + MAX_LIMIT);
  }
}
