package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** All tags, and all about one. */
@RestController
@RequestMapping("/api/v1/tags")
class TagController {

  /** Tags that one request looks at, however few have the letters that it looks for. */
  private static final int MAX_LOOKS = 10_000;

  private final TagNotes notes;
  private final TagViews views;

  TagController(TagNotes notes, TagViews views) {
    this.notes = notes;
    this.views = views;
  }

  /**
   * A page of tags.
   *
   * @param tags in the order of their characters
   * @param next what {@code after} must be for the next page; none on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TagPage(List<TagLine> tags, @Nullable String next) {}

  @GetMapping
  TagPage tags(
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = PageLimit.STANDARD) String limit,
      @RequestParam(defaultValue = "") String q) {
    int most = PageLimit.of(limit);
    if (!after.isEmpty()) {
      ProfileAddress.tag(after);
    }
    TagNotes.TagNames found = notes.tags(after, name -> name.contains(q), most, MAX_LOOKS);
    List<TagLine> tags =
        found.names().stream().map(name -> views.line(ProfileTag.of(name))).toList();
    return new TagPage(tags, found.last().isEmpty() ? null : found.last());
  }

  @GetMapping("/{tag}")
  TagView tag(@PathVariable String tag, @RequestParam(defaultValue = "") String mode) {
    ProfileTag of = ProfileAddress.tag(tag);
    ProfileMode wanted = ProfileAddress.mode(mode);
    if (!views.isKnown(of, wanted)) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND,
          "no_profile",
          wanted.equals(ProfileMode.NONE)
              ? "nothing is known about tag " + tag + " yet"
              : "nothing is known about mode " + mode + " of tag " + tag + " yet");
    }
    return views.view(of, wanted);
  }
}
