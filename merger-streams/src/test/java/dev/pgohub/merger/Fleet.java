package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The real profiles of one service of the corpus, and what they come to. */
record Fleet(String service, List<byte[]> profiles) {

  private static final Path ROOT = Path.of("../corpus/fleet");
  private static final FragmentReader READER = new FragmentReader(ProfileLimits.DEFAULTS);

  static final Fleet APISERVER = of("apiserver");
  static final Fleet JSONBENCH = of("jsonbench");
  static final Fleet GOCOMPILE = of("gocompile");

  private static Fleet of(String service) {
    try (Stream<Path> files = Files.list(ROOT.resolve(service))) {
      List<byte[]> profiles = new ArrayList<>();
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("\\d+\\.pprof")).sorted().toList()) {
        profiles.add(Files.readAllBytes(file));
      }
      return new Fleet(service, profiles);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All fragments, under the service's name as their tag. */
  List<Fragment> fragments() {
    return fragments(service, "");
  }

  List<Fragment> fragments(String tag, String mode) {
    List<Fragment> fragments = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      fragments.add(fragment(tag, mode, mode + i, profiles.get(i)));
    }
    return fragments;
  }

  static Fragment fragment(String tag, String mode, String id, byte[] pprof) {
    return Fragment.newBuilder()
        .setTag(tag)
        .setMode(mode)
        .setFragmentId(id)
        .setPprof(ByteString.copyFrom(pprof))
        .build();
  }

  /** What Go's own tools make of the merge of all profiles. */
  String expectedEdges() {
    try {
      return Files.readString(ROOT.resolve(service).resolve("expected/edges.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sum of all samples. */
  long weight() {
    return profiles.stream().mapToLong(profile -> tally(profile).stackWeight()).sum();
  }

  Tally tally() {
    return tally(profiles.toArray(byte[][]::new));
  }

  static Tally tally(byte[]... pprofs) {
    List<Run> runs = new ArrayList<>();
    for (byte[] pprof : pprofs) {
      runs.add(run(pprof));
    }
    return Tally.of(runs);
  }

  static synchronized Run run(byte[] pprof) {
    try {
      return READER.read(pprof).run();
    } catch (InvalidProfileException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] defaultPgo(byte[]... pprofs) {
    return CanonicalWriter.defaultPgo(tally(pprofs));
  }

  /** The edges of a served profile as Go's tools print them. */
  static String edgesOf(ByteString defaultPgo) {
    return ProfileText.edges(tally(defaultPgo.toByteArray()));
  }

  static byte[] stacks(byte[]... pprofs) {
    return CanonicalWriter.stacks(tally(pprofs));
  }
}
