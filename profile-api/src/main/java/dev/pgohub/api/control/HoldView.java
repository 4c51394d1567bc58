package dev.pgohub.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.serve.Times;
import dev.pgohub.api.store.Digest;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A hold, as JSON.
 *
 * @param digest {@code sha256:} and the hex digest of the generation that is held
 * @param generation its number; null when it is not retained any more, so that nothing is held
 * @param mode the mode whose generation it is; empty: the union of all modes
 * @param reason in the words of who did it
 * @param since when that was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldView(
    String digest, @Nullable Long generation, String mode, String reason, @Nullable String since) {

  /** The view of a hold. */
  public static HoldView of(ProfileStore store, ProfileTag tag, Hold hold) {
    String hex = new Digest(hold.getDigest()).hex();
    ProfileMode mode = ProfileMode.of(hold.getMode());
    Long generation =
        store
            .find(new ProfileName(tag, mode, Edition.ofDigest(hex)))
            .or(
                () ->
                    store
                        .find(ProfileName.current(tag, mode))
                        .filter(profile -> profile.defaultPgo().digest().hex().equals(hex)))
            .map(HoldView::number)
            .orElse(null);
    return new HoldView(
        "sha256:" + hex,
        generation,
        hold.getMode(),
        hold.getReason(),
        Times.ofMillis(hold.getSinceUnixMillis()));
  }

  private static Long number(StoredProfile profile) {
    return profile.facts().getGeneration();
  }
}
