package dev.pgohub.api.serve;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.MergedProfileStore;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The profiles themselves: what {@code go build -pgo} and {@code go tool pprof} read. */
@RestController
class ProfileController {

  private static final String DEFAULT_PGO = "default.pgo";

  private final MergedProfileStore store;
  private final ProfileSender sender;

  ProfileController(MergedProfileStore store, ProfileApiSettings settings) {
    this.store = store;
    this.sender = new ProfileSender(settings.responseTimeout());
  }

  @GetMapping("/profile/{address}")
  void profile(
      @PathVariable String address,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String missing,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (!missing.isEmpty() && !missing.equals("empty")) {
      throw HttpProblem.badRequest("bad_missing", "missing may be \"empty\", nothing else");
    }
    ProfileAddress wanted = ProfileAddress.parse(address);
    Optional<OpenProfile> found = find(wanted, ProfileAddress.mode(mode));
    if (found.isEmpty() && missing.equals("empty") && !wanted.isPinned()) {
      sender.sendNothing(DEFAULT_PGO, request, response);
      return;
    }
    try (OpenProfile open = found.orElseThrow(() -> noProfile(wanted, mode))) {
      sender.send(open, ContentKind.DEFAULT_PGO, DEFAULT_PGO, wanted.isPinned(), request, response);
    }
  }

  @GetMapping("/profile/{address}/stacks")
  void stacks(
      @PathVariable String address,
      @RequestParam(defaultValue = "") String mode,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ProfileAddress wanted = ProfileAddress.parse(address);
    Optional<OpenProfile> found = find(wanted, ProfileAddress.mode(mode));
    try (OpenProfile open = found.orElseThrow(() -> noProfile(wanted, mode))) {
      if (open.profile().stacks().bytes() == 0) {
        throw new HttpProblem(
            HttpStatus.NOT_FOUND, "no_stacks", "no stacks are kept for tag " + wanted.tag());
      }
      // Moving even when pinned: the digest names default.pgo, not the stacks beside it.
      String fileName = wanted.tag() + ".stacks.pb.gz";
      sender.send(open, ContentKind.STACKS, fileName, false, request, response);
    }
  }

  private Optional<OpenProfile> find(ProfileAddress wanted, ProfileMode mode) {
    if (!wanted.isPinned()) {
      return store.open(wanted.tag(), mode);
    }
    return pinned(wanted, mode)
        .flatMap(profile -> store.open(profile.tag(), profile.mode()))
        .filter(
            open -> {
              boolean isStillIt = hasDigest(open.profile(), wanted);
              if (!isStillIt) {
                open.close();
              }
              return isStillIt;
            });
  }

  /** The one current generation of the tag that has the digest: of any mode when none is named. */
  private Optional<StoredProfile> pinned(ProfileAddress wanted, ProfileMode mode) {
    List<StoredProfile> matches =
        store.ofTag(wanted.tag()).stream()
            .filter(profile -> mode.equals(ProfileMode.NONE) || profile.mode().equals(mode))
            .filter(profile -> hasDigest(profile, wanted))
            .toList();
    long digests =
        matches.stream().map(profile -> profile.defaultPgo().digest()).distinct().count();
    if (digests > 1) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND,
          "ambiguous_digest",
          digests + " generations of tag " + wanted.tag() + " have digests that begin so");
    }
    return matches.stream().findFirst();
  }

  private static boolean hasDigest(StoredProfile profile, ProfileAddress wanted) {
    return profile.defaultPgo().digest().hex().startsWith(wanted.digestPrefix());
  }

  private static HttpProblem noProfile(ProfileAddress wanted, String mode) {
    ProfileTag tag = wanted.tag();
    String what = mode.isEmpty() ? "tag " + tag : "mode " + mode + " of tag " + tag;
    return new HttpProblem(
        HttpStatus.NOT_FOUND,
        wanted.isPinned() ? "no_generation" : "no_profile",
        wanted.isPinned()
            ? "no generation with this digest is kept for " + what
            : "there is no profile for " + what + " yet");
  }
}
