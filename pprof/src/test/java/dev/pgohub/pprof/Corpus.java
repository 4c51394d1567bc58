package dev.pgohub.pprof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The real profiles that the repository carries. */
final class Corpus {

  static final Path ROOT = Path.of("../corpus");
  static final List<String> FLEETS = List.of("apiserver", "gocompile", "jsonbench");

  private Corpus() {}

  /** The CPU profiles of a fleet, by name. */
  static List<Path> fragments(String fleet) {
    try (Stream<Path> files = Files.list(ROOT.resolve("fleet").resolve(fleet))) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+\\.pprof"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String file) {
    return bytes(ROOT.resolve(file));
  }

  static Path expected(String fleet, String file) {
    return ROOT.resolve("fleet").resolve(fleet).resolve("expected").resolve(file);
  }

  /** Each fragment of a fleet as a run. */
  static List<Run> runs(String fleet) {
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
    return fragments(fleet).stream().map(file -> run(reader, bytes(file))).toList();
  }

  static Run run(FragmentReader reader, byte[] pprof) {
    try {
      return reader.read(pprof).run();
    } catch (InvalidProfileException e) {
      throw new AssertionError(e);
    }
  }

  static Run run(byte[] pprof) {
    return run(new FragmentReader(ProfileLimits.DEFAULTS), pprof);
  }
}
