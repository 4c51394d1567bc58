package dev.pgohub.api.serve;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.OpenProfile;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Decides which merged profile of a tag is served. Thread-safe. */
@Component
public class ServedProfiles {

  /** Twelve hex digits in common are no accident; more than this are not worth counting. */
  private static final int MAX_MATCHES = 100;

  private final ProfileStore store;
  private final TagNotes notes;

  ServedProfiles(ProfileStore store, TagNotes notes) {
    this.store = store;
    this.notes = notes;
  }

  /**
   * What is served.
   *
   * @param name of the merged profile
   * @param hold why it is not simply the latest; null when it is
   */
  public record Served(ProfileName name, @Nullable Hold hold) {}

  /**
   * What is served for a tag or a mode: the held generation, else the latest, whether there is one
   * or not. A hold of a generation that is no longer there holds nothing.
   */
  public Served of(ProfileTag tag, ProfileMode mode) {
    ProfileName current = ProfileName.current(tag, mode);
    Hold hold = notes.hold(tag).filter(h -> h.getMode().equals(mode.value())).orElse(null);
    if (hold == null) {
      return new Served(current, null);
    }
    Digest digest = new Digest(hold.getDigest());
    ProfileName held = new ProfileName(tag, mode, Edition.ofDigest(digest.hex()));
    return Stream.of(held, current)
        .filter(
            name ->
                store.find(name).filter(p -> p.defaultPgo().digest().equals(digest)).isPresent())
        .findFirst()
        .map(name -> new Served(name, hold))
        .orElse(new Served(current, null));
  }

  /**
   * The one generation of a tag whose digest begins so, or none.
   *
   * @param digestPrefix at least 12 lower-case hex digits
   * @param wanted of which modes
   * @throws HttpProblem {@code ambiguous_digest} when there are several
   */
  public Optional<StoredProfile> pinned(
      ProfileTag tag, String digestPrefix, Predicate<ProfileMode> wanted) {
    // The latest may have come before the record that keeps it.
    Stream<StoredProfile> latest =
        store.ofTag(tag, Edition.CURRENT).stream()
            .filter(profile -> profile.defaultPgo().digest().hex().startsWith(digestPrefix));
    List<StoredProfile> matches =
        Stream.concat(store.withDigest(tag, digestPrefix, MAX_MATCHES).stream(), latest)
            .filter(profile -> wanted.test(profile.mode()))
            .toList();
    long digests =
        matches.stream().map(profile -> profile.defaultPgo().digest()).distinct().count();
    if (digests > 1) {
      throw new HttpProblem(
          HttpStatus.NOT_FOUND,
          "ambiguous_digest",
          digests + " generations of tag " + tag + " have digests that begin so");
    }
    return matches.stream().findFirst();
  }

  /** Opens what {@link #pinned} found, unless it has become another one meanwhile. */
  public Optional<OpenProfile> open(StoredProfile profile) {
    return store
        .open(profile.name())
        .filter(
            open -> {
              boolean isStillIt =
                  open.profile().defaultPgo().digest().equals(profile.defaultPgo().digest());
              if (!isStillIt) {
                open.close();
              }
              return isStillIt;
            });
  }
}
