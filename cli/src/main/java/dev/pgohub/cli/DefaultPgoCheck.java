package dev.pgohub.cli;

import dev.pgohub.pprof.HotEdges;
import dev.pgohub.pprof.Tally;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a {@code default.pgo} is one that a compiler takes, by the engine's own rules. */
final class DefaultPgoCheck {

  private static final String SUBJECT = "default.pgo";
  private static final long LARGE = 2 << 20;

  private DefaultPgoCheck() {}

  static Finding run(Path file) {
    if (!Files.exists(file)) {
      return Finding.ok(SUBJECT, "none here; a build goes on without: scripts/pgohub get TAG");
    }
    Tally tally;
    long bytes;
    try {
      byte[] pprof = ProfileFiles.bytes(file);
      bytes = pprof.length;
      tally = ProfileFiles.forCompilers().read(SUBJECT, pprof);
    } catch (CommandFailure e) {
      return Finding.fail(
          SUBJECT, "a build with it may fail: " + e.getMessage() + "; delete it or get it again");
    }
    if (tally.edgeCount() == 0) {
      return Finding.warn(SUBJECT, "valid, but without edges: it changes nothing");
    }
    String facts =
        HotEdges.of(tally).edges().size() + " of " + tally.edgeCount() + " edges are hot";
    return bytes > LARGE
        ? Finding.warn(SUBJECT, facts + "; " + bytes + " bytes slow a build: merge it anew")
        : Finding.ok(SUBJECT, facts);
  }
}
