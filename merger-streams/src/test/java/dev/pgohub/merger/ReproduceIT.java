package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceIT {

  private static final String RATE = MergerDriver.PLAIN.replace("stitch=sum", "stitch=rate");

  @TempDir Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void generation_isMadeAgainFromItsOffsets_andRefusalsAreReplayed() throws Exception {
    List<Fragment> fragments = new ArrayList<>();
    for (Fragment fragment : Fleet.APISERVER.fragments("a", "")) {
      fragments.add(fragment.toBuilder().setInstance("i" + fragments.size() % 4).build());
    }
    List<Long> last =
        Fleet.APISERVER.profiles().subList(20, 27).stream()
            .map(profile -> Fleet.tally(profile).stackWeight())
            .sorted()
            .toList();
    long limit = last.get(3);
    long heavy = last.stream().filter(weight -> weight >= limit).count();
    try (TestHub hub = TestHub.start(dir.resolve("broker"))) {
      MergerSettings settings = hub.settings(dir.resolve("state")).with(MergerSetting.POLICY, RATE);
      Map<String, String> environment =
          Map.of("PGOHUB_BOOTSTRAP_SERVERS", settings.bootstrapServers());
      try (Merger merger = hub.startMerger(settings)) {
        hub.sendAll(fragments.subList(0, 20));
        hub.sendAll(Fleet.JSONBENCH.fragments("b", ""));
        hub.awaitFragments("a", 20);
        // Another policy decides on what follows.
        hub.policy("a", Map.of("minSamples", Long.toString(limit)));
        hub.awaitPolicy("a", "minSamples", Long.toString(limit));
        hub.sendAll(fragments.subList(18, 27));
        MergedProfile half = hub.awaitFragments("a", 20 + heavy);
        hub.awaitRejections("a", (int) (7 - heavy));
        assertThat(reproduce(half, environment)).as(out::toString).isEqualTo(ReproduceMain.SAME);
        assertThat(out.toString(UTF_8)).contains((20 + heavy) + " fragments now");

        hub.policy("a", Map.of());
        hub.awaitPolicy("a", "minSamples", "0");
        long now = System.currentTimeMillis();
        long later = now + Duration.ofHours(48).toMillis();
        assertThat(ReplayMain.run(new String[] {"a"}, environment, later, print(), print()))
            .isZero();
        assertThat(out.toString(UTF_8))
            .contains((7 - heavy) + " were refused longer ago")
            .doesNotContain("sent again");
        assertThat(ReplayMain.run(new String[] {"a"}, environment, now, print(), print())).isZero();
        assertThat(out.toString(UTF_8)).contains("too_few_samples: " + (7 - heavy) + " sent again");
        MergedProfile whole = hub.awaitFragments("a", 27);
        assertThat(whole.getFacts().getFragments()).isEqualTo(27);
        assertThat(whole.getFacts().getWeight()).isEqualTo(Fleet.APISERVER.weight());
        assertThat(reproduce(whole, environment)).as(out::toString).isEqualTo(ReproduceMain.SAME);
        assertThat(reproduce(half, environment)).as(out::toString).isEqualTo(ReproduceMain.SAME);
      }
      String unknown = "a@sha256:" + "0".repeat(64);
      assertThat(ReproduceMain.run(new String[] {unknown}, environment, print(), print()))
          .isEqualTo(ReproduceMain.NO_GENERATION);
    }
  }

  @Test
  void wrongUse_isOneLine() {
    assertThat(ReproduceMain.run(new String[] {"a"}, Map.of(), print(), print()))
        .isEqualTo(ReproduceMain.WRONG_USE);
    assertThat(out.toString(UTF_8)).startsWith("usage: scripts/reproduce").hasLineCount(1);
    out.reset();
    assertThat(ReplayMain.run(new String[] {}, Map.of(), 0, print(), print())).isEqualTo(2);
    assertThat(out.toString(UTF_8)).startsWith("usage: scripts/replay-rejections").hasLineCount(1);
  }

  private int reproduce(MergedProfile profile, Map<String, String> environment) {
    out.reset();
    String digest = HexFormat.of().formatHex(profile.getFacts().getDigest().toByteArray());
    return ReproduceMain.run(new String[] {"a@sha256:" + digest}, environment, print(), print());
  }

  private PrintStream print() {
    return new PrintStream(out, true, UTF_8);
  }
}
