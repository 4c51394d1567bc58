package dev.pgohub.api.intake.scrape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file with the list of targets. While what it says cannot be used, what it said before counts.
 * Not thread-safe.
 */
final class ScrapeFile {

  private static final Logger log = LoggerFactory.getLogger(ScrapeFile.class);
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private @Nullable State seen;
  private String problem = "";

  private record State(long modifiedMillis, long size, @Nullable Object key) {}

  ScrapeFile(Path file) {
    this.file = file;
  }

  /** Reads it when it is another than the last time; empty when it is not, or cannot be used. */
  Optional<List<ScrapeTarget>> readWhenChanged() {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      State now = new State(facts.lastModifiedTime().toMillis(), facts.size(), facts.fileKey());
      if (now.equals(seen)) {
        return Optional.empty();
      }
      seen = now;
      List<ScrapeTarget> targets = ScrapeList.read(bytes());
      log.info("{} lists {} targets", file, targets.size());
      problem = "";
      return Optional.of(targets);
    } catch (IOException e) {
      seen = null;
      report("it cannot be read: " + e);
    } catch (InvalidScrapeListException e) {
      report(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private byte[] bytes() throws IOException, InvalidScrapeListException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidScrapeListException("it has more than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private void report(String what) {
    if (!what.equals(problem)) {
      problem = what;
      log.warn("the targets in {} are left as they were: {}", file, what);
    }
  }

  /** Why it cannot be used now; empty when it can. */
  String problem() {
    return problem;
  }
}
