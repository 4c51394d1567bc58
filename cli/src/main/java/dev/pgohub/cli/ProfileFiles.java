package dev.pgohub.cli;

import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.InvalidReason;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads profiles from files, as the hub would, but for limits that fit a machine of its own. */
final class ProfileFiles {

  /** The most bytes of a file. */
  static final int MAX_FILE_BYTES = 256 << 20;

  private static final ProfileLimits LIMITS =
      new ProfileLimits(1 << 30, 20_000_000, 1_000, 64 << 10, 1L << 60, true);

  private final FragmentReader reader;

  private ProfileFiles(ProfileLimits limits) {
    reader = new FragmentReader(limits);
  }

  /** Takes what a compiler would take. */
  static ProfileFiles forCompilers() {
    return new ProfileFiles(LIMITS);
  }

  /** Takes profiles without start lines, too, which are of no use to a compiler. */
  static ProfileFiles forPeople() {
    return new ProfileFiles(LIMITS.withoutStartLines());
  }

  /** The tally of one profile. An empty one has no weight, as for a compiler. */
  Tally read(String name, byte[] pprof) throws CommandFailure {
    Tally tally = new Tally();
    try {
      reader.read(pprof).addTo(tally);
    } catch (InvalidProfileException e) {
      boolean isNothing =
          e.reason() == InvalidReason.EMPTY || e.reason() == InvalidReason.NO_SAMPLES;
      if (!isNothing) {
        throw refused(name, e);
      }
    }
    return tally;
  }

  /**
   * Adds a profile to a tally.
   *
   * @return the profile's samples
   */
  long add(String name, byte[] pprof, Tally target) throws CommandFailure {
    try {
      FoldedFragment fragment = reader.read(pprof);
      fragment.addTo(target);
      return fragment.weight();
    } catch (InvalidProfileException e) {
      throw refused(name, e);
    }
  }

  /** The bytes of a file, or of the standard input for {@code -}. */
  static byte[] bytes(Path file) throws CommandFailure {
    try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new CommandFailure(
            ExitCode.REFUSED, file + " has more than " + (MAX_FILE_BYTES >> 20) + " MiB");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.REFUSED, "there is no file " + file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, file + " cannot be read: " + e.getMessage());
    }
  }

  private static CommandFailure refused(String name, InvalidProfileException e) {
    return new CommandFailure(
        ExitCode.REFUSED, name + ": " + e.reason().code() + ": " + e.getMessage());
  }
}
