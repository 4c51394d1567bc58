package dev.pgohub.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A file that is there whole or as it was before: written beside its place, then moved there. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Writes bytes.
   *
   * @param file where to; {@code -}: to the results
   */
  static void write(Path file, byte[] bytes, PrintStream out) throws CommandFailure {
    if (file.toString().equals("-")) {
      out.write(bytes, 0, bytes.length);
      return;
    }
    Path parent = file.toAbsolutePath().getParent();
    Path temporary = null;
    try {
      temporary = Files.createTempFile(parent, ".pgohub-", ".tmp");
      Files.write(temporary, bytes);
      openToOthers(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, file + " cannot be written, and is as it was: " + e);
    } finally {
      deleteIfThere(temporary);
    }
  }

  /** A temporary file is for its owner alone, but a build may be another user's. */
  private static void openToOthers(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  private static void deleteIfThere(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What matters is at its place, or an exception says why not.
    }
  }
}
