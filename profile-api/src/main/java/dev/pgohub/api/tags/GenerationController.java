package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.ByteString;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.serve.ServedProfiles;
import dev.pgohub.api.serve.ServedProfiles.Served;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.PublicationResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The generations of a tag that are retained. */
@RestController
class GenerationController {

  private final ProfileStore store;
  private final TagNotes notes;
  private final ServedProfiles served;

  GenerationController(ProfileStore store, TagNotes notes, ServedProfiles served) {
    this.store = store;
    this.notes = notes;
    this.served = served;
  }

  /**
   * A page of generations.
   *
   * @param generations the newest first
   * @param next what {@code after} must be for the next page; none on the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record GenerationPage(List<GenerationView> generations, @Nullable Long next) {}

  @GetMapping("/api/v1/tags/{tag}/generations")
  GenerationPage generations(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = PageLimit.STANDARD) String limit) {
    ProfileTag of = ProfileAddress.tag(tag);
    ProfileMode wanted = ProfileAddress.mode(mode);
    int most = PageLimit.of(limit);
    long highest = after.isEmpty() ? Long.MAX_VALUE : PageLimit.number("after", after) - 1;
    List<StoredProfile> found = store.generations(of, wanted, highest, most + 1);
    Set<ByteString> pinned =
        notes.published(of).map(PublicationResult::getPinnedList).map(Set::copyOf).orElse(Set.of());
    Served chosen = served.of(of, wanted);
    ByteString digest =
        store
            .find(chosen.name())
            .map(profile -> profile.defaultPgo().digest().bytes())
            .orElse(ByteString.EMPTY);
    List<GenerationView> page =
        found.stream()
            .limit(most)
            .map(
                profile -> {
                  ByteString its = profile.defaultPgo().digest().bytes();
                  String how = chosen.hold() == null ? "current" : "held";
                  return GenerationView.of(
                      profile, pinned.contains(its), its.equals(digest) ? how : null);
                })
            .toList();
    return new GenerationPage(
        page, found.size() > most ? page.get(most - 1).facts().generation() : null);
  }
}
