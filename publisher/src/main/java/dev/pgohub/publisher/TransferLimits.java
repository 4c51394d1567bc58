package dev.pgohub.publisher;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/**
 * Ends a fetch that takes too long or too much room. The repository that it fills is looked at
 * between two objects; what comes over HTTP, for a push too, is counted with every read.
 */
final class TransferLimits extends EmptyProgressMonitor {

  private static final long LOOK_NANOS = 100_000_000;

  private final Path repository;
  private final long maxBytes;
  private final long deadlineNanos;
  private long received;
  private long lookedNanos;
  private boolean exceeded;

  TransferLimits(Path repository, long maxBytes, Duration timeout) {
    this.repository = repository;
    this.maxBytes = maxBytes;
    this.deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  @Override
  public boolean isCancelled() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS || lookedNanos == 0) {
      lookedNanos = now;
      exceeded |= bytesOf(repository) > maxBytes;
    }
    return exceeded || now - deadlineNanos > 0 || Thread.currentThread().isInterrupted();
  }

  /** Whether the room was not enough. */
  boolean isTooLarge() {
    return exceeded || bytesOf(repository) > maxBytes;
  }

  /** The same bytes, as long as the limits hold. */
  InputStream limit(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int read = super.read();
        count(read < 0 ? 0 : 1);
        return read;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        count(Math.max(0, read));
        return read;
      }
    };
  }

  private void count(int bytes) throws IOException {
    received += bytes;
    if (received > maxBytes) {
      exceeded = true;
      throw new IOException("more than " + maxBytes + " bytes were sent");
    }
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new IOException("it took too long");
    }
  }

  /** Bytes of all files in a directory. */
  static long bytesOf(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.mapToLong(TransferLimits::size).sum();
    } catch (IOException | UncheckedIOException e) {
      // A file that went away meanwhile takes no room; the next look sees the rest.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
