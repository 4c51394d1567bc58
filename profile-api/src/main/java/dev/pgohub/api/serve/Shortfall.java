package dev.pgohub.api.serve;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Readiness;
import dev.pgohub.schemas.proto.TagStatus;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What a tag, or a mode of it, lacks to be served.
 *
 * @param weight samples in the window
 * @param needed samples that there must be; 0: unknown
 * @param coreSeconds CPU time that is still to be sampled; 0: none, or unknown
 * @param readyAt when that will be so at the rate observed; null: unknown
 */
record Shortfall(long weight, long needed, double coreSeconds, @Nullable String readyAt) {

  static final String HEADER = "X-Pgohub-Missing-Weight";

  /** Of what has no generation yet; empty when nothing was collected for it either. */
  static Optional<Shortfall> of(
      ProfileStore store, TagNotes notes, ProfileTag tag, ProfileMode mode) {
    TagStatus status = notes.status(tag).orElse(null);
    StoredProfile live = store.find(ProfileName.live(tag, mode)).orElse(null);
    Readiness readiness = status == null ? Readiness.getDefaultInstance() : status.getReadiness();
    if (mode.equals(ProfileMode.NONE) && status != null) {
      return Optional.of(
          new Shortfall(
              readiness.getWeight(),
              readiness.getNeeded(),
              readiness.getMissingCoreSeconds(),
              Times.ofMillis(readiness.getReadyUnixMillis())));
    }
    return Optional.ofNullable(live)
        .map(now -> new Shortfall(now.facts().getWeight(), readiness.getNeeded(), 0, null));
  }

  /** Samples that are missing; 0: none, or unknown. */
  long missing() {
    return Math.max(0, needed - weight);
  }

  HttpProblem problem(String what) {
    HttpProblem problem =
        new HttpProblem(HttpStatus.NOT_FOUND, "not_ready", what + " is not ready: " + detail())
            .withProperty("weight", weight)
            .withProperty("needed", needed)
            .withProperty("missingWeight", missing())
            .withProperty("missingCoreSeconds", coreSeconds);
    if (readyAt != null) {
      problem.withProperty("readyAt", readyAt);
    }
    return needed == 0 ? problem : problem.with(HEADER, Long.toString(missing()));
  }

  private String detail() {
    if (needed == 0) {
      return weight + " samples so far";
    }
    if (missing() == 0) {
      return "it has the " + needed + " samples that it needs and will be served shortly";
    }
    String text = weight + " of " + needed + " samples";
    if (coreSeconds > 0) {
      text += String.format(Locale.ROOT, "; %.1f more core-seconds are to be sampled", coreSeconds);
    }
    return readyAt == null ? text : text + ", at the observed rate until " + readyAt;
  }
}
