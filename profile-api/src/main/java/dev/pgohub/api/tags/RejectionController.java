package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.serve.Times;
import dev.pgohub.api.store.StoredRejection;
import dev.pgohub.api.store.TagNotes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was last refused of a tag, and what to do about it. */
@RestController
class RejectionController {

  private final TagNotes notes;

  RejectionController(TagNotes notes) {
    this.notes = notes;
  }

  /**
   * A refused fragment.
   *
   * @param detail the measured value and the limit
   * @param hint what to do
   * @param partition of profile-fragments in which it stands, at {@code offset}
   * @param recordBytes of the record's value
   * @param profileBytes of the profile in it
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record RejectionView(
      String reason,
      String detail,
      String hint,
      @JsonInclude int partition,
      @JsonInclude long offset,
      @Nullable String arrived,
      String fragment,
      String mode,
      String instance,
      String build,
      @JsonInclude int recordBytes,
      @JsonInclude int profileBytes) {

    private static RejectionView of(StoredRejection rejection) {
      return new RejectionView(
          rejection.reason(),
          rejection.detail(),
          Hints.of(rejection.reason()),
          rejection.partition(),
          rejection.offset(),
          Times.ofMillis(rejection.arrivedUnixMillis()),
          rejection.fragmentId(),
          rejection.mode(),
          rejection.instance(),
          rejection.build(),
          rejection.recordBytes(),
          rejection.profileBytes());
    }
  }

  /**
   * What is remembered of them.
   *
   * @param rejections the newest first
   */
  record Rejections(List<RejectionView> rejections) {}

  @GetMapping("/api/v1/tags/{tag}/rejections")
  Rejections rejections(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String reason,
      @RequestParam(defaultValue = PageLimit.STANDARD) String limit) {
    return new Rejections(
        notes.rejections(ProfileAddress.tag(tag), reason, PageLimit.of(limit)).stream()
            .map(RejectionView::of)
            .toList());
  }
}
