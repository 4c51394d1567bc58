package dev.pgohub.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.api.store.Generation.Message;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.BuildStatus;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.GateFinding;
import dev.pgohub.schemas.proto.InstanceGroup;
import dev.pgohub.schemas.proto.ModeStatus;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.Readiness;
import dev.pgohub.schemas.proto.RefusalCount;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagPolicy;
import dev.pgohub.schemas.proto.TagStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the merger, people and publishers say about the tags of {@link SharedApi}. */
final class Said {

  private Said() {}

  static Message status(String tag, TagStatus status) {
    return new Message(Topic.STATUS, tag.getBytes(US_ASCII), status.toByteArray());
  }

  static TagStatus earlyStatus() {
    return TagStatus.newBuilder()
        .setTag("early")
        .setFragments(3)
        .setWeight(412)
        .setReadiness(
            Readiness.newBuilder()
                .setWeight(412)
                .setNeeded(1000)
                .setMissingCoreSeconds(5.88)
                .setWeightPerSecond(2)
                .setReadyUnixMillis(1_700_000_900_000L))
        .build();
  }

  static TagStatus checkoutStatus() {
    return TagStatus.newBuilder()
        .setTag("checkout")
        .setUpdatedUnixMillis(1_700_000_700_500L)
        .setPartition(4)
        .setFragments(70)
        .setWeight(7000)
        .setDuplicates(2)
        .addRefusals(
            RefusalCount.newBuilder()
                .setReason("too_short")
                .setCount(3)
                .setLastUnixMillis(1_700_000_700_000L)
                .setLastDetail("0.5 s; at least 1 s"))
        .putAllPolicy(Policy.DEFAULTS.with(Map.of("modes", "serve=3,batch=1")).texts())
        .setPolicyFromOffset(17)
        .setReadiness(Readiness.newBuilder().setWeight(7000).setNeeded(1000))
        .addModes(
            ModeStatus.newBuilder()
                .setMode("serve")
                .setFragments(60)
                .setWeight(6000)
                .setOverlap(0.9)
                .setHotKept(0.95))
        .addBuilds(
            BuildStatus.newBuilder()
                .setBuild("v2")
                .setFragments(10)
                .setWeight(1000)
                .setFirstStartUnixNanos(1_700_000_000_000_000_000L)
                .setLastStartUnixNanos(1_700_000_600_000_000_000L)
                .setMatched(0.75))
        .setInstances(5)
        .addGroups(
            InstanceGroup.newBuilder()
                .addInstances("pod-1")
                .setWeight(500)
                .setOverlap(0.2)
                .setExpectedOverlap(0.8)
                .setProposedMode("group-1"))
        .setLastStartUnixNanos(1_700_000_600_500_000_000L)
        .setGate(
            GateFinding.newBuilder()
                .setOverlap(0.97)
                .setExpectedOverlap(0.96)
                .setDecision("unchanged")
                .setDecidedUnixMillis(1_700_000_700_400L))
        .setCutFrames(9)
        .setBuckets(6)
        .build();
  }

  static TagPolicy checkoutPolicy() {
    return TagPolicy.newBuilder()
        .putFields("modes", "serve=3,batch=1")
        .putFields("minSamples", "20")
        .putFields("fieldOfTheFuture", "x")
        .setChangedUnixMillis(1_700_000_500_000L)
        .build();
  }

  static PublicationTarget checkoutPublication() {
    return PublicationTarget.newBuilder()
        .setRepository("https://git.example.org/checkout.git")
        .setBranch("main")
        .setPath("cmd/checkout/default.pgo")
        .setWay(PublicationTarget.Way.REVIEW)
        .setCredentials("env:CHECKOUT_TOKEN")
        .build();
  }

  static PublicationResult checkoutPublished() {
    return PublicationResult.newBuilder()
        .setDigest(SharedApi.UNION.digest().bytes())
        .setGeneration(7)
        .setCommit("0123abcd")
        .setPublishedUnixMillis(1_700_000_700_600L)
        .addPinned(SharedApi.UNION.digest().bytes())
        .build();
  }

  /** Three refused fragments, the last of which is none. */
  static List<Message> rejections(String tag) {
    List<Message> messages = new ArrayList<>();
    Fragment fragment =
        Fragment.newBuilder().setFragmentId("f-1").setInstance("pod-1").setBuild("v1").build();
    for (String reason : List.of("too_short", "idle", "bad_envelope")) {
      Rejection.Builder rejection =
          Rejection.newBuilder()
              .setReason(reason)
              .setDetail("detail of " + reason)
              .setOffset(40 + messages.size())
              .setPartition(2)
              .setArrivedUnixMillis(1_700_000_000_000L);
      if (!reason.equals("bad_envelope")) {
        rejection.setValue(fragment.toByteString());
      }
      byte[] value = rejection.build().toByteArray();
      messages.add(new Message(Topic.REJECTIONS, tag.getBytes(US_ASCII), value));
    }
    return messages;
  }
}
