package dev.pgohub.api.tags;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.control.HoldView;
import dev.pgohub.api.control.PublicationView;
import dev.pgohub.api.control.TagPolicies;
import dev.pgohub.api.serve.ServedProfiles;
import dev.pgohub.api.serve.ServedProfiles.Served;
import dev.pgohub.api.store.ProfileName;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.StoredProfile;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.api.tags.TagSummary.State;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagStatus;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what is known about a tag. Thread-safe. */
@Component
class TagViews {

  private final ProfileStore store;
  private final TagNotes notes;
  private final ServedProfiles served;
  private final TagPolicies policies;
  private final Duration staleAfter;

  TagViews(
      ProfileStore store,
      TagNotes notes,
      ServedProfiles served,
      TagPolicies policies,
      ProfileApiSettings settings) {
    this.store = store;
    this.notes = notes;
    this.served = served;
    this.policies = policies;
    this.staleAfter = settings.staleAfter();
  }

  /** Whether anything is known about a mode of a tag; of no mode: about the tag. */
  boolean isKnown(ProfileTag tag, ProfileMode mode) {
    return mode.equals(ProfileMode.NONE)
        ? notes.isKnown(tag)
        : store.find(ProfileName.current(tag, mode)).isPresent()
            || store.find(ProfileName.live(tag, mode)).isPresent();
  }

  TagLine line(ProfileTag tag) {
    TagStatus status = notes.status(tag).orElse(null);
    return new TagLine(
        summary(tag, ProfileMode.NONE),
        status == null ? null : StatusView.Received.of(status).refused(),
        status == null ? null : StatusView.Readiness.of(status.getReadiness()),
        status == null || status.getDaysCount() == 0 ? null : StatusView.Day.of(status));
  }

  TagSummary summary(ProfileTag tag, ProfileMode mode) {
    Served chosen = served.of(tag, mode);
    StoredProfile shown = store.find(chosen.name()).orElse(null);
    StoredProfile live = store.find(ProfileName.live(tag, mode)).orElse(null);
    TagStatus status = notes.status(tag).orElse(null);
    Long idle = idleSeconds(status, live == null ? shown : live);
    return new TagSummary(
        tag.value(),
        mode.equals(ProfileMode.NONE) ? null : mode.value(),
        store.ofTag(tag, Edition.CURRENT).stream()
            .map(profile -> profile.mode().value())
            .filter(name -> !name.isEmpty())
            .toList(),
        state(chosen, shown, live, status),
        idle != null && idle > staleAfter.toSeconds(),
        shown == null ? null : secondsSince(shown.facts().getPublishedUnixMillis()),
        idle,
        shown == null ? null : FactsView.of(shown),
        urls(tag, mode, shown, live));
  }

  private static State state(
      Served chosen,
      @Nullable StoredProfile shown,
      @Nullable StoredProfile live,
      @Nullable TagStatus status) {
    if (shown != null) {
      return chosen.hold() == null ? State.SERVED : State.HELD;
    }
    return live != null || (status != null && status.getFragments() > 0)
        ? State.NOT_READY
        : State.NO_PROFILE;
  }

  private static @Nullable Long idleSeconds(
      @Nullable TagStatus status, @Nullable StoredProfile latest) {
    long nanos = status == null ? 0 : status.getLastStartUnixNanos();
    if (nanos == 0 && latest != null) {
      nanos = latest.facts().getLastStartUnixNanos();
    }
    return nanos == 0 ? null : secondsSince(nanos / 1_000_000);
  }

  private static @Nullable Long secondsSince(long unixMillis) {
    return unixMillis == 0 ? null : Math.max(0, (System.currentTimeMillis() - unixMillis) / 1000);
  }

  TagView view(ProfileTag tag, ProfileMode mode) {
    Served chosen = served.of(tag, mode);
    StoredProfile shown = store.find(chosen.name()).orElse(null);
    TagStatus status = notes.status(tag).orElse(null);
    return new TagView(
        summary(tag, mode),
        shown == null ? null : shown.facts().getWhy(),
        status == null ? null : StatusView.Received.of(status),
        PolicyInForce.of(policies.of(tag), status),
        status == null ? null : StatusView.Readiness.of(status.getReadiness()),
        chosen.name().edition().isDigest() ? facts(ProfileName.current(tag, mode)) : null,
        facts(ProfileName.live(tag, mode)),
        notes.hold(tag).map(hold -> HoldView.of(store, tag, hold)).orElse(null),
        status == null ? null : StatusView.Mode.of(status),
        status == null ? null : StatusView.Build.of(status),
        status == null ? null : StatusView.Group.of(status),
        status == null || !status.hasGate() ? null : StatusView.Gate.of(status.getGate()),
        PublicationView.of(notes, tag).orElse(null));
  }

  private @Nullable FactsView facts(ProfileName name) {
    return store.find(name).map(FactsView::of).orElse(null);
  }

  /** Tags and modes are safe in a URL as they are. */
  private static Map<String, String> urls(
      ProfileTag tag,
      ProfileMode mode,
      @Nullable StoredProfile shown,
      @Nullable StoredProfile live) {
    Map<String, String> urls = new TreeMap<>();
    String query = mode.equals(ProfileMode.NONE) ? "" : "?mode=" + mode;
    String self = "/api/v1/tags/" + tag;
    String profile = "/profile/" + tag;
    urls.put("self", self + query);
    urls.put("generations", self + "/generations" + query);
    urls.put("rejections", self + "/rejections");
    urls.put("policy", self + "/policy");
    if (shown != null) {
      urls.put("profile", profile + query);
      urls.put("generation", profile + "@" + FactsView.digest(shown) + query);
    }
    if (live != null) {
      urls.put("live", profile + "/live" + query);
    }
    StoredProfile withStacks = shown == null ? live : shown;
    if (withStacks != null && withStacks.stacks().bytes() > 0) {
      urls.put("stacks", profile + "/stacks" + query);
    }
    return urls;
  }
}
