package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergerIT {

  private static TestHub hub;

  /** Of this test: each merger restores what those before it left at the broker. */
  @TempDir Path dir;

  @BeforeAll
  static void start(@TempDir Path brokerDir) {
    hub = TestHub.start(brokerDir);
  }

  @AfterAll
  static void stop() {
    hub.close();
  }

  @Test
  void fleets_areMergedAsGoMergesThem_andRejectionsAreKeptAsTheyCame() throws Exception {
    List<Fleet> fleets = List.of(Fleet.APISERVER, Fleet.JSONBENCH, Fleet.GOCOMPILE);
    byte[] notAnEnvelope = "this is no envelope".getBytes(US_ASCII);
    Fragment notAProfile = Fleet.fragment("apiserver", "", "bad", "<html>".getBytes(US_ASCII));
    try (Merger merger = hub.startMerger(hub.settings(dir.resolve("state")))) {
      hub.send("apiserver", notAnEnvelope);
      for (Fleet fleet : fleets) {
        hub.sendAll(fleet.fragments());
      }
      hub.send(notAProfile);
      hub.sendAll(Fleet.JSONBENCH.fragments());

      for (Fleet fleet : fleets) {
        MergedProfile profile = hub.awaitFragments(fleet.service(), fleet.profiles().size());
        assertThat(Fleet.edgesOf(profile.getDefaultPgo())).isEqualTo(fleet.expectedEdges());
        assertThat(profile.getFacts().getWeight()).isEqualTo(fleet.weight());
        assertThat(profile.getFacts().getFragments()).isEqualTo(fleet.profiles().size());
      }
      List<Rejection> rejections = hub.awaitRejections("apiserver", 2);
      assertThat(rejections)
          .extracting(Rejection::getReason)
          .containsExactly("bad_envelope", "not_pprof");
      assertThat(rejections.get(0).getValue().toByteArray()).isEqualTo(notAnEnvelope);
      assertThat(rejections.get(1).getValue()).isEqualTo(notAProfile.toByteString());
      hub.await(
          "duplicates are dropped",
          () -> merger.stats().duplicates() == Fleet.JSONBENCH.profiles().size());
      assertThat(merger.stats().rejected()).isEqualTo(Map.of("bad_envelope", 1L, "not_pprof", 1L));
      assertThat(merger.metrics()).isNotEmpty();
    }
    assertGenerationsCountUp();
  }

  @Test
  void lostStateDirectory_isRestoredToTheSameBytes() throws Exception {
    Path state = dir.resolve("state");
    List<Fragment> fragments = Fleet.APISERVER.fragments("lost", "");
    int first = 20;
    MergedProfile before;
    try (Merger merger = hub.startMerger(hub.settings(state))) {
      hub.sendAll(fragments.subList(0, first));
      before = hub.awaitFragments("lost", first);
    }
    delete(state);
    try (Merger merger = hub.startMerger(hub.settings(state))) {
      // Those seen before stay seen; one more makes the next generation.
      hub.sendAll(fragments.subList(0, first + 1));
      MergedProfile after = hub.awaitFragments("lost", first + 1);
      assertThat(merger.stats().duplicates()).isEqualTo(first);
      assertThat(after.getFacts().getGeneration()).isEqualTo(before.getFacts().getGeneration() + 1);
      byte[][] pprofs = Fleet.APISERVER.profiles().subList(0, first + 1).toArray(byte[][]::new);
      assertThat(before.getDefaultPgo().toByteArray())
          .isEqualTo(Fleet.defaultPgo(Arrays.copyOf(pprofs, first)));
      assertThat(after.getDefaultPgo().toByteArray()).isEqualTo(Fleet.defaultPgo(pprofs));
      assertThat(after.getStacks().toByteArray()).isEqualTo(Fleet.stacks(pprofs));
    }
  }

  @Test
  void dirtyTag_isSettledAfterARestart() throws Exception {
    MergerSettings settings = hub.settings(dir.resolve("state"));
    try (Merger merger = hub.startMerger(settings.with(MergerSetting.SETTLE_INTERVAL, "1h"))) {
      hub.send(Fleet.fragment("dirty", "", "1", TinyProfile.of("main.f", 1)));
      hub.awaitFragments("dirty", 1);
      hub.send(Fleet.fragment("dirty", "", "2", TinyProfile.of("main.f", 2)));
      hub.await("both are folded", () -> merger.stats().admitted() == 2);
    }
    try (Merger merger = hub.startMerger(settings)) {
      MergedProfile profile = hub.awaitFragments("dirty", 2);
      assertThat(profile.getFacts().getGeneration()).isEqualTo(2);
      assertThat(profile.getFacts().getWeight()).isEqualTo(3);
      assertThat(merger.stats().admitted()).isZero();
    }
  }

  @Test
  void fragmentInTheWrongPartition_isRejected() throws Exception {
    try (Merger merger = hub.startMerger(hub.settings(dir.resolve("state")))) {
      Fragment fragment = Fleet.fragment("elsewhere", "", "1", TinyProfile.of("main.f", 1));
      int right = hub.send(fragment).partition();
      hub.awaitFragments("elsewhere", 1);
      int wrong = (right + 1) % 4;
      hub.sendTo(wrong, fragment.toBuilder().setFragmentId("2").build());
      Rejection rejection = hub.awaitRejections("elsewhere", 1).get(0);
      assertThat(rejection.getReason()).isEqualTo("wrong_partition");
      assertThat(rejection.getPartition()).isEqualTo(wrong);
      assertThat(rejection.getDetail())
          .startsWith("the record is in partition " + wrong + ", its key belongs to " + right);
      assertThat(merger.stats().admitted()).isEqualTo(1);
    }
  }

  @Test
  void latency_isPrinted() throws Exception {
    try (Merger merger = hub.startMerger(hub.settings(dir.resolve("state")))) {
      long[] millis = new long[40];
      for (int i = 0; i < millis.length; i++) {
        String tag = "t" + i;
        Fragment fragment = Fleet.fragment(tag, "", "1", Fleet.APISERVER.profiles().get(i % 20));
        long began = System.nanoTime();
        hub.send(fragment);
        hub.awaitFragments(tag, 1);
        millis[i] = (System.nanoTime() - began) / 1_000_000;
      }
      Arrays.sort(millis);
      System.out.printf(
          "publish to visible, idle tags: p50 %d ms, p90 %d ms, max %d ms%n",
          millis[20], millis[36], millis[39]);
    }
  }

  @Test
  void secondMerger_onTheSameDirectory_isRefused() throws Exception {
    MergerSettings settings = hub.settings(dir.resolve("state"));
    try (Merger merger = hub.startMerger(settings)) {
      assertThatThrownBy(() -> Merger.start(settings))
          .isInstanceOf(MergerStartException.class)
          .hasMessageContaining("another merger may be using it")
          .extracting(e -> ((MergerStartException) e).exitCode())
          .isEqualTo(ExitCode.BAD_STATE_DIR);
      assertThat(merger.isReady()).isTrue();
    }
  }

  private void assertGenerationsCountUp() {
    Map<MergedProfileKey, Long> generations = new HashMap<>();
    for (var record : hub.merged()) {
      MergedProfileKey key = MergedProfileKey.parse(record.key());
      long generation = MergerDriver.profile(record.value()).getFacts().getGeneration();
      assertThat(generation).isEqualTo(generations.getOrDefault(key, 0L) + 1);
      generations.put(key, generation);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
