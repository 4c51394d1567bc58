package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.NamedWeight;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.ProfilePart;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationTest {

  private static final MergedProfileKey OUTPUT =
      MergedProfileKey.of(ProfileTag.of("a"), ProfileMode.of("m"));
  private static final ProfileFacts FACTS = ProfileFacts.newBuilder().setGeneration(3).build();
  private static final MergedContent CONTENT = content("default.pgo", "stacks");

  @Test
  void of_smallContent_isOneRecord() throws Exception {
    Publication publication = Publication.of(OUTPUT, FACTS, CONTENT, 0, 17);
    assertThat(keys(publication)).containsExactly(OUTPUT);
    assertThat(publication.parts()).isZero();
    assertThat(whole(publication))
        .isEqualTo(
            MergedProfile.newBuilder()
                .setTag("a")
                .setMode("m")
                .setFacts(FACTS)
                .setDefaultPgo(CONTENT.defaultPgo())
                .setStacks(CONTENT.stacks())
                .build());
  }

  @Test
  void of_largeContent_isPartsAndThenTheWhole() throws Exception {
    Publication publication = Publication.of(OUTPUT, FACTS, CONTENT, 0, 6);
    MergedProfileKey key = OUTPUT;
    assertThat(keys(publication))
        .containsExactly(key.withPart(0), key.withPart(1), key.withPart(2), key);
    assertThat(publication.parts()).isEqualTo(3);
    ByteString joined = ByteString.EMPTY;
    for (int i = 0; i < 3; i++) {
      ProfilePart part = ProfilePart.parseFrom(publication.entries().get(i).value());
      assertThat(part.getIndex()).isEqualTo(i);
      assertThat(part.getDigest()).isEqualTo(CONTENT.digest());
      assertThat(part.getDefaultPgoBytes()).isEqualTo(i == 0 ? 11 : 0);
      joined = joined.concat(part.getContent());
    }
    assertThat(joined.toStringUtf8()).isEqualTo("default.pgostacks");
    assertThat(whole(publication).getParts()).isEqualTo(3);
    assertThat(whole(publication).getDefaultPgo()).isEmpty();
    assertThat(whole(publication).getStacks()).isEmpty();
  }

  @Test
  void of_fewerPartsThanBefore_endsTheRest() throws Exception {
    Publication publication = Publication.of(OUTPUT, FACTS, CONTENT, 4, 9);
    MergedProfileKey key = OUTPUT;
    assertThat(keys(publication))
        .containsExactly(key.withPart(0), key.withPart(1), key.withPart(2), key.withPart(3), key);
    assertThat(publication.entries().get(2).value()).isNull();
    assertThat(publication.entries().get(3).value()).isNull();
    assertThat(whole(publication).getParts()).isEqualTo(2);
  }

  @Test
  void end_isOfTheWholeAndOfItsParts() {
    Publication end = Publication.end(OUTPUT, 2);
    assertThat(keys(end)).containsExactly(OUTPUT, OUTPUT.withPart(0), OUTPUT.withPart(1));
    assertThat(end.entries()).allSatisfy(entry -> assertThat(entry.value()).isNull());
  }

  @Test
  void of_largestFacts_fitsIntoTheRoomThatIsAskedOfTheTopic() {
    String name = "漢".repeat(Envelope.MAX_NAME_LENGTH);
    ProfileFacts.Builder facts = ProfileFacts.newBuilder();
    for (int i = 0; i < 100; i++) {
      facts.addBuilds(NamedWeight.newBuilder().setName(name).setWeight(Long.MAX_VALUE));
      facts.addPolicies(
          PolicyEpoch.newBuilder()
              .setFromOffset(Long.MAX_VALUE)
              .putAllFields(Policy.DEFAULTS.texts()));
    }
    MergedContent content = content("c".repeat(Topic.MAX_PART_BYTES), "");
    Publication publication = Publication.of(OUTPUT, facts.build(), content, 0);
    assertThat(publication.parts()).isZero();
    assertThat(publication.entries().get(0).value())
        .hasSizeLessThan(Topic.MAX_PART_BYTES + BrokerTopics.OVERHEAD_BYTES);
  }

  private static List<MergedProfileKey> keys(Publication publication) {
    return publication.entries().stream().map(Publication.Entry::key).toList();
  }

  private static MergedProfile whole(Publication publication) throws Exception {
    return MergedProfile.parseFrom(
        publication.entries().get(publication.entries().size() - 1).value());
  }

  private static MergedContent content(String defaultPgo, String stacks) {
    return new MergedContent(
        ByteString.copyFromUtf8(defaultPgo),
        ByteString.copyFromUtf8(stacks),
        ByteString.copyFromUtf8("digest"),
        1,
        2,
        3);
  }
}
