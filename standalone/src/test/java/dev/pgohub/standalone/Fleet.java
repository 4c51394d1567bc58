package dev.pgohub.standalone;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The profiles of the instances of one real service, and what the Go tools make of all of them.
 *
 * @param fragments as the instances sent them
 * @param edges what {@code go tool preprofile} prints for their merge
 */
record Fleet(List<byte[]> fragments, String edges) {

  static final Path CORPUS = Shell.ROOT.resolve("corpus");

  static Fleet of(String service) throws IOException {
    Path directory = CORPUS.resolve("fleet").resolve(service);
    List<byte[]> fragments = new ArrayList<>();
    try (var files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches("[0-9]+\\.pprof")) {
          fragments.add(Files.readAllBytes(file));
        }
      }
    }
    return new Fleet(fragments, Files.readString(directory.resolve("expected/edges.txt")));
  }

  long weight() throws InvalidProfileException {
    long sum = 0;
    for (byte[] fragment : fragments) {
      sum += weight(fragment);
    }
    return sum;
  }

  static long weight(byte[] fragment) throws InvalidProfileException {
    return new FragmentReader(ProfileLimits.DEFAULTS).read(fragment).weight();
  }
}
