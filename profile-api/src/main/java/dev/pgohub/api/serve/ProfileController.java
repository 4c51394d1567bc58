package dev.pgohub.api.serve;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.access.Access;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ServedProfiles.Served;
import dev.pgohub.api.store.ContentKind;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.pprof.ProfileFormat;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The profiles themselves: what {@code go build -pgo} and {@code go tool pprof} read. */
@RestController
class ProfileController {

  private static final String DEFAULT_PGO = ProfileSender.DEFAULT_PGO;

  private final ProfileStore store;
  private final TagNotes notes;
  private final ServedProfiles served;
  private final ProfileReadings readings;
  private final ProfileSender sender;

  ProfileController(
      ProfileStore store,
      TagNotes notes,
      ServedProfiles served,
      ProfileReadings readings,
      ProfileApiSettings settings,
      Access access) {
    this.store = store;
    this.notes = notes;
    this.served = served;
    this.readings = readings;
    this.sender = new ProfileSender(settings.responseTimeout(), !access.isNeeded());
  }

  @GetMapping("/profile/{address}")
  void profile(
      @PathVariable String address,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String missing,
      @RequestParam(defaultValue = "") String format,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<ProfileFormat> form = Formats.named(format);
    if (!missing.isEmpty() && !missing.equals("empty")) {
      throw HttpProblem.badRequest("bad_missing", "missing may be \"empty\", nothing else");
    }
    ProfileAddress wanted = ProfileAddress.parse(address);
    ProfileMode of = ProfileAddress.mode(mode);
    Optional<OpenProfile> found =
        wanted.isPinned() ? pinned(wanted, of) : served(wanted.tag(), of, response);
    if (found.isEmpty() && missing.equals("empty") && !wanted.isPinned()) {
      Shortfall.of(store, notes, wanted.tag(), of)
          .filter(shortfall -> shortfall.needed() > 0)
          .ifPresent(s -> response.setHeader(Shortfall.HEADER, Long.toString(s.missing())));
      sender.sendNothing(DEFAULT_PGO, request, response);
      return;
    }
    try (OpenProfile open = found.orElseThrow(() -> notFound(wanted, of))) {
      if (form.isPresent()) {
        convert(open, form.get(), request, response);
      } else {
        boolean forEver = wanted.isPinned();
        sender.send(open, ContentKind.DEFAULT_PGO, DEFAULT_PGO, forEver, request, response);
      }
    }
  }

  private void convert(
      OpenProfile open,
      ProfileFormat format,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ContentKind source = Formats.source(format);
    if (source == ContentKind.STACKS) {
      requireStacks(open);
    }
    if (!sender.needsConversion(open, format, request)) {
      sender.beginConverted(open, format, request, response);
      return;
    }
    try (ProfileReadings.Place place = readings.enter()) {
      Tally tally = place.tally(open, source);
      sender.beginConverted(open, format, request, response);
      sender.sendConverted(tally, format, response);
    }
  }

  private static void requireStacks(OpenProfile open) {
    if (open.profile().stacks().bytes() == 0) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND, "no_stacks", "no stacks are kept for tag " + open.profile().tag());
    }
  }

  @GetMapping("/profile/{tag}/live")
  void live(
      @PathVariable String tag,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String format,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<ProfileFormat> form = Formats.named(format);
    ProfileAddress wanted = new ProfileAddress(ProfileAddress.tag(tag), "");
    ProfileMode of = ProfileAddress.mode(mode);
    Optional<OpenProfile> found =
        store
            .open(ProfileName.live(wanted.tag(), of))
            .or(() -> store.open(ProfileName.current(wanted.tag(), of)));
    try (OpenProfile open = found.orElseThrow(() -> noProfile(wanted, of))) {
      if (form.isPresent()) {
        convert(open, form.get(), request, response);
      } else {
        sender.send(open, ContentKind.DEFAULT_PGO, DEFAULT_PGO, false, request, response);
      }
    }
  }

  @GetMapping("/profile/{address}/stacks")
  void stacks(
      @PathVariable String address,
      @RequestParam(defaultValue = "") String mode,
      @RequestParam(defaultValue = "") String format,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Optional<ProfileFormat> form = Formats.named(format);
    ProfileAddress wanted = ProfileAddress.parse(address);
    ProfileMode of = ProfileAddress.mode(mode);
    Optional<OpenProfile> found =
        wanted.isPinned()
            ? pinned(wanted, of)
            : served(wanted.tag(), of, response)
                .or(() -> store.open(ProfileName.live(wanted.tag(), of)));
    try (OpenProfile open = found.orElseThrow(() -> noProfile(wanted, of))) {
      if (form.isPresent()) {
        convert(open, form.get(), request, response);
        return;
      }
      requireStacks(open);
      // Moving even when pinned: the digest names default.pgo, not the stacks beside it.
      String fileName = wanted.tag() + ".stacks.pb.gz";
      sender.send(open, ContentKind.STACKS, fileName, false, request, response);
    }
  }

  private Optional<OpenProfile> pinned(ProfileAddress wanted, ProfileMode mode) {
    return served
        .pinned(
            wanted.tag(),
            wanted.digestPrefix(),
            of -> mode.equals(ProfileMode.NONE) || of.equals(mode))
        .flatMap(served::open);
  }

  private Optional<OpenProfile> served(
      ProfileTag tag, ProfileMode mode, HttpServletResponse response) {
    Served chosen = served.of(tag, mode);
    Hold hold = chosen.hold();
    if (hold != null) {
      response.setHeader(ProfileSender.HOLD, HttpProblem.ascii(hold.getReason()));
    }
    return store.open(chosen.name());
  }

  private HttpProblem notFound(ProfileAddress wanted, ProfileMode mode) {
    return wanted.isPinned()
        ? noProfile(wanted, mode)
        : Shortfall.of(store, notes, wanted.tag(), mode)
            .map(shortfall -> shortfall.problem(what(wanted, mode)))
            .orElseGet(() -> noProfile(wanted, mode));
  }

  private static HttpProblem noProfile(ProfileAddress wanted, ProfileMode mode) {
    return new HttpProblem(
        HttpStatus.NOT_FOUND,
        wanted.isPinned() ? "no_generation" : "no_profile",
        wanted.isPinned()
            ? "no generation with this digest is kept for " + what(wanted, mode)
            : "there is no profile for " + what(wanted, mode) + " yet");
  }

  private static String what(ProfileAddress wanted, ProfileMode mode) {
    String tag = "tag " + wanted.tag();
    return mode.equals(ProfileMode.NONE) ? tag : "mode " + mode + " of " + tag;
  }
}
