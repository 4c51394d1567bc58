package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that stands beside a default.pgo and says which generation it is: lines of a key, a
 * colon, a space and a value, in a fixed order.
 */
final class LockFile {

  private static final Pattern GENERATION = Pattern.compile("(?m)^generation: (\\d{1,18})$");
  private static final Pattern WEIGHT = Pattern.compile("(?m)^weight: (\\d{1,18})$");

  private LockFile() {}

  /** What the file holds for a generation. */
  static byte[] of(Generation generation, String publicUrl) {
    String text =
        """
        tag: %s
        generation: %d
        digest: sha256:%s
        weight: %d
        bytes: %d
        source: %s
        published: %s
        """
            .formatted(
                generation.tag(),
                generation.number(),
                generation.digest(),
                generation.weight(),
                generation.content().length,
                generation.source(publicUrl),
                generation.published().truncatedTo(ChronoUnit.SECONDS));
    return text.getBytes(US_ASCII);
  }

  /** Which generation and weight a file names; either is empty when it does not. */
  record Named(Optional<Long> generation, Optional<Long> weight) {
    static final Named NOTHING = new Named(Optional.empty(), Optional.empty());
  }

  /** Reads what a file names, whatever else it holds. */
  static Named read(byte[] bytes) {
    String text = new String(bytes, US_ASCII);
    return new Named(number(GENERATION, text), number(WEIGHT, text));
  }

  private static Optional<Long> number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }
}
