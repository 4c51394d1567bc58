package dev.pgohub.benchmarks.engine;

import dev.pgohub.pprof.ProfileLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Profiles that are folded one after the other.
 *
 * @param name as it stands in the table
 * @param files the profiles
 * @param fragments their bytes, gzip
 * @param limits what the engine holds them to
 */
record Workload(String name, List<Path> files, List<byte[]> fragments, ProfileLimits limits) {

  static final List<String> FLEETS = List.of("apiserver", "jsonbench", "gocompile");

  /** All CPU profiles of a fleet. */
  static Workload fleet(Path corpus, String name) throws IOException {
    try (Stream<Path> all = Files.list(corpus.resolve("fleet").resolve(name))) {
      List<Path> files =
          all.filter(file -> file.getFileName().toString().matches("\\d+\\.pprof"))
              .sorted()
              .toList();
      return of(name, files, ProfileLimits.DEFAULTS);
    }
  }

  /** The largest profile, which has no start lines. */
  static Workload large(Path corpus) throws IOException {
    return of(
        "large",
        List.of(corpus.resolve("real/gpprof-large.cpu.pprof")),
        ProfileLimits.DEFAULTS.withoutStartLines());
  }

  private static Workload of(String name, List<Path> files, ProfileLimits limits)
      throws IOException {
    List<byte[]> fragments = new ArrayList<>();
    for (Path file : files) {
      fragments.add(Files.readAllBytes(file));
    }
    return new Workload(name, files, fragments, limits);
  }
}
