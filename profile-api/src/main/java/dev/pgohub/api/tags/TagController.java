package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.access.Access;
import dev.pgohub.api.access.Caller;
import dev.pgohub.api.access.Right;
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
  private final Access access;

  TagController(TagNotes notes, TagViews views, Access access) {
    this.notes = notes;
    this.views = views;
    this.access = access;
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
    Caller caller = access.caller();
    // Looks at no others, so that neither an answer nor its "next" names one.
    String start = caller.tags().start();
    TagNotes.TagNames found =
        notes.tags(
            start,
            after,
            name -> name.contains(q) && caller.may(Right.READ, name),
            most,
            MAX_LOOKS);
    List<TagLine> tags =
        found.names().stream().map(name -> views.line(ProfileTag.of(name))).toList();
    return new TagPage(
        tags,
        caller.may(Right.READ, found.last()) && !found.last().isEmpty() ? found.last() : null);
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
