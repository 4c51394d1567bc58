package dev.pgohub.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A directory that may be a disk of its own, in memory, which can be made full. Only root can mount
 * one, on Linux. Not thread-safe.
 */
final class SmallDisk implements AutoCloseable {

  private static final int PIECE = 1 << 20;
  private static final long SLOWLY = 256L << 20;
  private static final long SLOW_MILLIS = 15;

  private final Path directory;
  private final boolean mounted;

  private SmallDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.mounted = mounted;
  }

  /**
   * Makes the directory.
   *
   * @param megabytes that fit on it
   */
  static SmallDisk create(Path directory, int megabytes) throws IOException {
    Files.createDirectories(directory);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "pgohub", "" + directory);
    return new SmallDisk(directory, mounted);
  }

  Path directory() {
    return directory;
  }

  /** Whether it can be made full. */
  boolean isMounted() {
    return mounted;
  }

  /**
   * Takes all space that is left.
   *
   * @param slowly the last of it no faster than a busy program does
   */
  void fill(boolean slowly) throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    try (OutputStream filler = Files.newOutputStream(filler())) {
      for (int bytes = PIECE; bytes > 0; ) {
        try {
          filler.write(piece, 0, bytes);
          if (slowly && Files.getFileStore(directory).getUsableSpace() < SLOWLY) {
            Thread.sleep(SLOW_MILLIS);
          }
        } catch (IOException full) {
          bytes /= 2;
        }
      }
    }
  }

  /** Gives back what was taken. */
  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return directory.resolve("filler");
  }

  @Override
  public void close() {
    if (mounted) {
      // Lazily, for a process that was killed may still hold a file.
      run("umount", "-l", directory.toString());
    }
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
