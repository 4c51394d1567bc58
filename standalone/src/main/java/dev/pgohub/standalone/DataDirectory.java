package dev.pgohub.standalone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub keeps everything, held by one process at a time. The lock ends with the process,
 * however it ends.
 */
final class DataDirectory implements AutoCloseable {

  private static final String LOCK_FILE = "pgohub.lock";

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Creates the directory when it is missing, and holds it.
   *
   * @throws HubStartException when it cannot be written or another process holds it
   */
  static DataDirectory hold(Path path) throws HubStartException {
    FileChannel lockFile = null;
    try {
      Files.createDirectories(path);
      lockFile =
          FileChannel.open(
              path.resolve(LOCK_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(lockFile);
      if (lock == null) {
        String holder = Files.readString(path.resolve(LOCK_FILE)).strip();
        lockFile.close();
        throw new HubStartException(
            ExitCode.DATA_DIR,
            "the data directory " + path + " is in use by another pgohub (process " + holder + ")");
      }
      lockFile.truncate(0);
      lockFile.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new DataDirectory(path, lockFile);
    } catch (FileAlreadyExistsException e) {
      throw unusable(path, lockFile, "it is a file", e);
    } catch (IOException e) {
      throw unusable(path, lockFile, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static HubStartException unusable(
      Path path, @Nullable FileChannel lockFile, String why, IOException cause) {
    if (lockFile != null) {
      try {
        lockFile.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
    return new HubStartException(
        ExitCode.DATA_DIR,
        "the data directory " + path + " cannot be written (" + why + "); set PGOHUB_DATA_DIR",
        cause);
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path merger() {
    return path.resolve("merger");
  }

  Path api() {
    return path.resolve("api");
  }

  Path publisher() {
    return path.resolve("publisher");
  }

  /** Where native libraries are unpacked: over those of the last process, however that ended. */
  Path nativeLibraries() {
    return path.resolve("native");
  }

  /** Lets another process have it. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
