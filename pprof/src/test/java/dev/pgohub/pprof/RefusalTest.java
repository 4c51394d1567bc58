package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is refused, and with which reason. */
class RefusalTest {

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);

  @Test
  void realProfiles_areMergedOrRefused_withTheRightReason() throws IOException {
    Map<String, String> results = new TreeMap<>();
    for (String line : Files.readAllLines(Corpus.ROOT.resolve("real/MANIFEST.tsv"))) {
      String file = line.split("\t")[0];
      if (!file.equals("file")) {
        results.put(file.startsWith("many/") ? "many" : file, result(Corpus.bytes("real/" + file)));
      }
    }

    Map<String, String> expected =
        Map.ofEntries(
            // Go CPU profiles with start lines: the ones that go tool preprofile takes.
            Map.entry("basecamp-cli-default.pgo", "ok"),
            Map.entry("datadog-grpc-anon.pprof", "ok"),
            Map.entry("gdu-default.pgo", "ok"),
            Map.entry("mtg-default-2.pgo", "ok"),
            Map.entry("mtg-default-3.pgo", "ok"),
            Map.entry("mtg-default-4.pgo", "ok"),
            Map.entry("parca-no-python.pb.gz", "ok"),
            // CPU profiles in which no function has a start line.
            Map.entry("gpprof-large.cpu.pprof", "unsymbolized"),
            Map.entry("gpprof-sample.cpu.pprof", "unsymbolized"),
            Map.entry("parca-fib.pb.gz", "unsymbolized"),
            Map.entry("parca-labels.pb.gz", "unsymbolized"),
            Map.entry("parca-node.pb.gz", "unsymbolized"),
            Map.entry("parca-normal-cpu.stripped.pprof", "unsymbolized"),
            Map.entry("parca-two-stacks.pb.gz", "unsymbolized"),
            Map.entry("pprofutils-anon.in.pprof", "unsymbolized"),
            Map.entry("pprofutils-folded.in.pprof", "unsymbolized"),
            Map.entry("pprofutils-labelframes.in.pprof", "unsymbolized"),
            Map.entry("speedscope-simple.prof", "unsymbolized"),
            // Wall clock, heap, contention, and a type that no compiler knows.
            Map.entry("parca-fgprof.pb.gz", "not_cpu"),
            Map.entry("parca-alloc_space_delta.pb.gz", "not_cpu"),
            Map.entry("many", "not_cpu"),
            Map.entry("pprofutils-heapage.in.pprof", "not_cpu"),
            Map.entry("pprofutils-avg.in.pprof", "not_cpu"),
            Map.entry("parca-normalizer.pb.gz", "not_cpu"),
            Map.entry("pprof-rs-profile.pb", "not_cpu"),
            Map.entry("pprof-rs-profile-old.pb", "not_cpu"),
            // The binary format before pprof's protobuf.
            Map.entry("gpprof-legacy-gobench.cpu", "not_pprof"));
    assertThat(results).containsExactlyEntriesOf(new TreeMap<>(expected));
  }

  @Test
  void somethingElse_isNotPprof() {
    assertThat(result(new byte[0])).isEqualTo("empty");
    assertThat(result(TestProfile.gzip(new byte[0]))).isEqualTo("empty");
    assertThat(result("<!DOCTYPE html><html></html>".getBytes(UTF_8))).isEqualTo("not_pprof");
    assertThat(result("{\"error\":\"no\"}".getBytes(UTF_8))).isEqualTo("not_pprof");
    assertThat(result("heap profile: 1: 2 [3: 4] @".getBytes(UTF_8))).isEqualTo("not_pprof");
    assertThat(result(TestProfile.gzip("<html>".getBytes(UTF_8)))).isEqualTo("not_pprof");
  }

  @Test
  void truncatedAnywhere_isRefused_andTheReaderGoesOn() throws InvalidProfileException {
    byte[] whole = Corpus.bytes("fleet/apiserver/001.pprof");
    long weight = reader.read(whole).weight();

    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      assertThat(result(Arrays.copyOf(whole, length))).as("%d bytes", length).isNotEqualTo("ok");
    }
    assertThat(reader.read(whole).weight()).isEqualTo(weight);
  }

  @Test
  void rawProfile_truncatedAnywhere_neverThrowsSomethingElse() {
    byte[] raw = profile().bytes();
    for (int length = 0; length < raw.length; length++) {
      assertThat(result(Arrays.copyOf(raw, length))).as("%d bytes", length).isNotEqualTo("ok");
    }
  }

  @Test
  void rawProfile_withFlippedBits_neverThrowsSomethingElse() {
    byte[] raw = profile().bytes();
    for (int bit = 0; bit < raw.length * 8; bit++) {
      byte[] flipped = raw.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(result(flipped)).as("bit %d", bit).isNotBlank();
    }
  }

  @Test
  void noise_neverThrowsSomethingElse() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThat(result(noise)).as("seed %d", seed).isNotEqualTo("ok");
    }
  }

  @Test
  void gzipBomb_stopsAtTheLimit() {
    byte[] bomb = TestProfile.gzip(new byte[65 << 20]);

    assertThat(result(bomb)).isEqualTo("too_large");
  }

  @Test
  void gzip_withDamage_isMalformed() {
    byte[] zipped = TestProfile.gzip(profile().bytes());
    byte[] wrongChecksum = zipped.clone();
    wrongChecksum[zipped.length - 8] ^= 1;
    byte[] withRest = Arrays.copyOf(zipped, zipped.length + 20);

    assertThat(result(wrongChecksum)).isEqualTo("malformed");
    assertThat(result(withRest)).isEqualTo("malformed");
  }

  @Test
  void gzip_ofSeveralMembers_isOneProfile() throws InvalidProfileException {
    byte[] raw = profile().bytes();
    byte[] first = TestProfile.gzip(Arrays.copyOf(raw, 20));
    byte[] second = TestProfile.gzip(Arrays.copyOfRange(raw, 20, raw.length));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);

    assertThat(reader.read(both).weight()).isEqualTo(5);
  }

  @Test
  void contradictions_areMalformed() {
    assertThat(result(profile().location(1, 0x99, 1, 2).bytes())).isEqualTo("malformed");
    assertThat(result(profile().function(1, "again", 2).bytes())).isEqualTo("malformed");
    assertThat(result(profile().location(0, 0x99, 1, 2).bytes())).isEqualTo("malformed");
    assertThat(result(profile().function(0, "zero", 2).bytes())).isEqualTo("malformed");
    assertThat(result(profile().sample(1, 77).bytes())).isEqualTo("malformed");
    assertThat(result(profile().location(9, 0x99, 55, 2).bytes())).isEqualTo("malformed");
    assertThat(result(profile().rawSample(new long[] {1}, 1).bytes())).isEqualTo("malformed");
    assertThat(result(profile().rawSample(new long[] {1, 2, 3}, 1).bytes())).isEqualTo("malformed");
  }

  @Test
  void values_beyondReason_areRefused() {
    assertThat(result(profile().sample(-1, 1, 2).bytes())).isEqualTo("negative_value");
    long huge = Long.MAX_VALUE - 3;
    assertThat(result(profile().rawSample(new long[] {huge, 1}, 1, 2).bytes()))
        .isEqualTo("weight_too_large");
    assertThat(result(profile().function(3, "x".repeat(9_000), 1).bytes()))
        .isEqualTo("name_too_long");
  }

  @Test
  void profileWithoutWeight_hasNoSamples() {
    TestProfile empty = TestProfile.cpu().function(1, "f", 1).location(1, 1, 1, 1);
    assertThat(result(empty.bytes())).isEqualTo("no_samples");
    assertThat(result(empty.sample(0, 1).bytes())).isEqualTo("no_samples");
  }

  @Test
  void tooManySamples_areRefused() {
    FragmentReader strict = new FragmentReader(new ProfileLimits(1 << 20, 2, 10, 100, 100, true));
    byte[] three = profile().sample(1, 1).sample(1, 2).bytes();

    assertThatThrownBy(() -> strict.read(three))
        .isInstanceOf(InvalidProfileException.class)
        .hasMessage("the profile has 3 samples; at most 2");
  }

  @Test
  void idsInAnyOrder_areFound() throws InvalidProfileException {
    byte[] raw =
        TestProfile.cpu()
            .sample(5, -7L, 1L << 40)
            .location(1L << 40, 0x20, 900, 104)
            .location(-7L, 0x10, 3, 2)
            .function(900, "caller", 100)
            .function(3, "leaf", 1)
            .bytes();

    Tally tally = new Tally();
    tally.add(reader.read(raw).run());
    assertThat(ProfileText.edges(tally)).endsWith("caller\nleaf\n4 5\n");
  }

  @Test
  void nanosecondsAlone_becomeSamples() throws InvalidProfileException {
    byte[] raw =
        new TestProfile()
            .valueType(1, "cpu", "nanoseconds")
            .valueType(11, "cpu", "nanoseconds")
            .number(12, 5_000_000)
            .function(1, "f", 1)
            .location(1, 1, 1, 1)
            .rawSample(new long[] {15_000_000}, 1)
            .bytes();

    assertThat(reader.read(raw).weight()).isEqualTo(3);
  }

  @Test
  void codes_areLowerCaseWords() {
    assertThat(Arrays.stream(InvalidReason.values()).map(InvalidReason::code))
        .allMatch(code -> code.matches("[a-z]+(_[a-z]+)*"))
        .hasSize(Arrays.stream(InvalidReason.values()).collect(Collectors.toSet()).size());
  }

  private static TestProfile profile() {
    return TestProfile.cpu()
        .function(1, "leaf", 1)
        .function(2, "caller", 100)
        .location(1, 0x10, 1, 2)
        .location(2, 0x20, 2, 104)
        .sample(5, 1, 2);
  }

  private String result(byte[] pprof) {
    try {
      reader.read(pprof).run();
      return "ok";
    } catch (InvalidProfileException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason().code();
    }
  }
}
