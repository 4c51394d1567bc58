package dev.pgohub.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Real profiles. */
public final class Corpus {

  private static final Path ROOT = Path.of("../corpus");

  private Corpus() {}

  /** A gzip CPU profile of a Go service. */
  public static byte[] cpuProfile() {
    return read("fleet/apiserver/001.pprof");
  }

  public static byte[] read(String file) {
    try {
      return Files.readAllBytes(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] inflate(byte[] gzip) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
