package dev.pgohub.publisher;

import java.util.Locale;
import java.util.Optional;

/** The message of a commit: what changed, and how to go back. */
final class CommitMessage {

  private CommitMessage() {}

  /**
   * Depends on what is given alone, so that the commit can be made again.
   *
   * @param before what the lock file named that was there
   * @param change from the default.pgo that was there; empty when there was none that can be read
   */
  static String of(
      Generation generation,
      RepositoryPath path,
      LockFile.Named before,
      Optional<EdgeChange> change,
      String publicUrl) {
    StringBuilder text = new StringBuilder(subject(generation, before)).append("\n\n");
    before
        .generation()
        .ifPresentOrElse(
            number -> text.append("Generation ").append(number).append(" -> "),
            () -> text.append("Generation "));
    text.append(generation.number()).append(", weight ");
    before.weight().ifPresent(weight -> text.append(grouped(weight)).append(" -> "));
    text.append(grouped(generation.weight())).append(" samples on ");
    text.append(grouped(generation.edges())).append(" edges.\n");
    change.ifPresent(c -> text.append(described(c)));
    text.append('\n').append(path).append(" is sha256:").append(generation.digest()).append('\n');
    text.append("from ").append(generation.source(publicUrl)).append("\n\n");
    text.append(
        """
        To go back: git revert this commit; the next generation is committed on
        top of that. Or hold the earlier generation at the hub: it is then
        committed, and no other one until the hold is released.
        """);
    return text.toString();
  }

  private static String subject(Generation generation, LockFile.Named before) {
    long earlier = before.generation().orElse(0L);
    return earlier > generation.number()
        ? "Take the profile of " + generation.tag() + " back to generation " + generation.number()
        : "Update the profile of " + generation.tag() + " to generation " + generation.number();
  }

  private static String described(EdgeChange change) {
    return String.format(
        Locale.ROOT,
        "Overlap with the one before: %.1f %%; edges: %d added, %d removed;\n"
            + "%d became hot, %d are hot no more.\n",
        100 * change.overlap(),
        change.added(),
        change.removed(),
        change.becameHot(),
        change.ceasedHot());
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
