package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingTest {

  private static final Map<String, Long> WEIGHTS =
      Map.of("main.a", 5L, "main.b", 3L, "main.c", 3L, "main.d", 1L, "other.e", 100L);

  @Test
  void edgesToFunctionsThatAreNeverInlined_areLeftOut_stacksStay(@TempDir Path dir) {
    MergedProfile profile = merged(dir, "neverInline=other.*,main.b,main");

    assertThat(edges(profile)).contains("main.a", "main.c").doesNotContain("other.e", "main.b");
    assertThat(Fleet.tally(profile.getStacks().toByteArray()).stackWeight()).isEqualTo(112);
    ProfileFacts facts = profile.getFacts();
    assertThat(facts.getNeverInlineEdges()).isEqualTo(2);
    assertThat(facts.getNeverInlineWeight()).isEqualTo(103);
    assertThat(facts.getEdges()).isEqualTo(3);
    assertThat(facts.getEdgeWeight()).isEqualTo(9);
    assertThat(facts.getWeight()).isEqualTo(112);
    assertThat(facts.getPolicyMap())
        .containsEntry(PolicyField.NEVER_INLINE.fieldName(), "main,main.b,other.*");
  }

  @Test
  void theLightestEdges_beyondTheMost_areCut_equalOnesByName(@TempDir Path dir) {
    MergedProfile profile = merged(dir, "maxEdges=3");

    assertThat(edges(profile)).contains("other.e", "main.a", "main.b").doesNotContain("main.c");
    assertThat(profile.getFacts().getCutEdges()).isEqualTo(2);
    assertThat(profile.getFacts().getCutEdgeWeight()).isEqualTo(4);
  }

  @Test
  void anotherList_isAnotherGeneration_alsoUnderTheGateOfNoise(@TempDir Path dir) {
    MergerSettings settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(MergerSetting.POLICY, MergerDriver.PLAIN.replace("always", "noise"));
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of(WEIGHTS, 0)));
      driver.settle();
      assertThat(driver.latest("a").getFacts().getWhy()).isEqualTo("first");
      driver.policy("a", Map.of("neverInline", "main.a"));
      driver.settle();
      MergedProfile second = driver.latest("a");
      assertThat(second.getFacts().getWhy()).isEqualTo("policy");
      assertThat(edges(second)).doesNotContain("main.a");
      driver.policy("a", Map.of("neverInline", "*main"));
      driver.settle();
      assertThat(edges(driver.latest("a"))).contains("main.a");
    }
  }

  @Test
  void edges_areCutUntilTheBytesFit() {
    Tally samples = Fleet.GOCOMPILE.tally();
    Serving whole = Serving.of(samples, Policy.DEFAULTS);
    for (int maxBytes : new int[] {20_000, 3_000, 1_024}) {
      Serving cut = Serving.of(samples, Policy.parse("maxBytes=" + maxBytes));
      assertThat(cut.defaultPgo().length).isLessThanOrEqualTo(maxBytes).isGreaterThan(maxBytes / 2);
      assertThat(cut.edges().edgeCount() + cut.cut().edges()).isEqualTo(whole.edges().edgeCount());
      assertThat(cut.edges().edgeWeight() + cut.cut().weight())
          .isEqualTo(whole.edges().edgeWeight());
    }
    assertThat(whole.cut()).isEqualTo(Serving.LeftOut.NONE);
  }

  private static MergedProfile merged(Path dir, String policy) {
    MergerSettings settings =
        MergerDriver.plain()
            .withStateDir(dir)
            .with(MergerSetting.POLICY, MergerDriver.PLAIN + ";" + policy);
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(Fleet.fragment("a", "", "1", TinyProfile.of(WEIGHTS, 0)));
      driver.settle();
      return driver.latest("a");
    }
  }

  private static String edges(MergedProfile profile) {
    return ProfileText.edges(Fleet.tally(profile.getDefaultPgo().toByteArray()));
  }
}
