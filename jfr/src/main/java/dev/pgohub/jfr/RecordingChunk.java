package dev.pgohub.jfr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One chunk of a JFR file. A chunk is readable by itself, and an event is in exactly one chunk;
 * recordings that run at the same time share chunks.
 *
 * @param offset where it begins in the file, in bytes
 * @param size in bytes
 * @param startUnixNanos when it began, in nanoseconds since 1970 UTC
 * @param startTicks when it began on the JVM's own clock; with the start it names the chunk
 * @param durationNanos how long it took, in nanoseconds
 */
public record RecordingChunk(
    long offset, long size, long startUnixNanos, long startTicks, long durationNanos) {

  private static final int HEADER_BYTES = 68;
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int MAX_MAJOR_VERSION = 2;

  /**
   * The chunks of a JFR file, oldest first.
   *
   * @throws IOException when the file cannot be read or is not a sequence of whole chunks
   */
  public static List<RecordingChunk> list(Path file) throws IOException {
    List<RecordingChunk> chunks = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long end = channel.size();
      for (long offset = 0; offset < end; ) {
        RecordingChunk chunk = readHeader(channel, offset);
        if (chunk.size < HEADER_BYTES || chunk.size > end - offset) {
          throw new IOException("a JFR chunk of " + chunk.size + " bytes at offset " + offset);
        }
        chunks.add(chunk);
        offset += chunk.size;
      }
    }
    return chunks;
  }

  private static RecordingChunk readHeader(FileChannel channel, long offset) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    while (header.hasRemaining() && channel.read(header, offset + header.position()) > 0) {}
    if (header.hasRemaining() || header.getInt(0) != MAGIC) {
      throw new IOException("no JFR chunk at offset " + offset);
    }
    if (header.getShort(4) > MAX_MAJOR_VERSION) {
      throw new IOException("a JFR chunk of version " + header.getShort(4));
    }
    return new RecordingChunk(
        offset, header.getLong(8), header.getLong(32), header.getLong(48), header.getLong(40));
  }

  /** Whether both are the same piece of a recording, in whatever file they stand. */
  public boolean isSameAs(RecordingChunk other) {
    return startUnixNanos == other.startUnixNanos && startTicks == other.startTicks;
  }

  /** When it ended, in nanoseconds since 1970 UTC. */
  public long endUnixNanos() {
    return startUnixNanos + durationNanos;
  }

  /**
   * Appends the chunk to another file.
   *
   * @throws IOException when it cannot be read or written whole
   */
  public void copy(FileChannel from, FileChannel to) throws IOException {
    long copied = 0;
    while (copied < size) {
      long bytes = from.transferTo(offset + copied, size - copied, to);
      if (bytes <= 0) {
        throw new IOException("a JFR chunk of " + size + " bytes ends after " + copied);
      }
      copied += bytes;
    }
  }
}
