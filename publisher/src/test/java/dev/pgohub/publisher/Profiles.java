package dev.pgohub.publisher;

import dev.pgohub.schemas.ProfileTag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Real profiles as generations: 1, 2 and 3 of one service. */
final class Profiles {

  private static final Path REAL = Path.of("../corpus/real");
  private static final List<String> FILES =
      List.of("mtg-default-2.pgo", "mtg-default-3.pgo", "mtg-default-4.pgo");

  private Profiles() {}

  static byte[] pgo(int number) {
    try {
      return Files.readAllBytes(REAL.resolve(FILES.get(number - 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String digest(int number) {
    return Digests.hex(Digests.sha256(pgo(number)));
  }

  static Generation generation(String tag, int number) {
    return new Generation(
        ProfileTag.of(tag),
        number,
        digest(number),
        number * 1_000L,
        number * 10L,
        published(number),
        pgo(number));
  }

  static Instant published(int number) {
    return Instant.parse("2026-11-01T00:00:00Z").plusSeconds(3600L * number);
  }
}
