package dev.pgohub.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What fuzzing begins with: small real profiles of the corpus. */
public final class Seeds {

  private static final Path CORPUS = Path.of("../corpus");

  private static final List<String> SMALL =
      List.of(
          "fleet/gocompile/034.pprof",
          "fleet/jsonbench/001.pprof",
          "real/parca-normal-cpu.stripped.pprof",
          "real/gpprof-sample.cpu.pprof",
          "real/pprof-rs-profile-old.pb",
          "real/parca-node.pb.gz",
          "real/pprofutils-heapage.in.pprof",
          "real/parca-no-python.pb.gz",
          "real/pprofutils-folded.in.pprof",
          "real/parca-two-stacks.pb.gz");

  private Seeds() {}

  /** As they were written, most of them gzip. */
  public static Stream<byte[]> profiles() {
    return SMALL.stream().map(Seeds::bytes);
  }

  /**
   * Without their gzip: a mutation of compressed bytes is hardly ever more than a wrong checksum.
   */
  public static Stream<byte[]> rawProfiles() {
    return profiles().map(Seeds::raw);
  }

  /** A profile of the corpus. */
  public static byte[] bytes(String file) {
    try {
      return Files.readAllBytes(CORPUS.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A profile without its gzip, if it has one. */
  public static byte[] raw(byte[] profile) {
    if (profile.length < 2 || profile[0] != 0x1f) {
      return profile;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(profile))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
