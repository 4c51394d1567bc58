package dev.pgohub.jfr;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Walks over all of a JFR file before the JDK's reader does. That one trusts what it reads: it
 * would make arrays as large as a broken file promises, or wait for a file to be finished.
 *
 * <p>Afterwards every event ends where it says, every array and text has its bytes, the metadata
 * and the constants stand at the places that the header names, and the chunks are finished.
 */
final class RecordingCheck {

  private static final int HEADER_BYTES = 68;
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int MAX_MAJOR_VERSION = 2;
  private static final long METADATA = 0;
  private static final long CONSTANTS = 1;

  private final byte[] file;
  private final ByteBuffer numbers;
  private final ChunkBytes in;

  private RecordingCheck(byte[] file) {
    this.file = file;
    numbers = ByteBuffer.wrap(file);
    in = new ChunkBytes(file);
  }

  /**
   * Checks a file that is in memory.
   *
   * @throws InvalidRecordingException when it is not sound
   */
  static void check(byte[] file) throws InvalidRecordingException {
    RecordingCheck check = new RecordingCheck(file);
    int at = 0;
    do {
      at = check.chunk(at);
    } while (at < file.length);
  }

  private int chunk(int from) throws InvalidRecordingException {
    if (file.length - from < HEADER_BYTES
        || numbers.getInt(from) != MAGIC
        || numbers.getShort(from + 4) > MAX_MAJOR_VERSION) {
      throw ChunkBytes.broken("no chunk begins at byte " + from);
    }
    long size = numbers.getLong(from + 8);
    boolean isFinished = file[from + 64] == 0;
    boolean hasShortNumbers = (file[from + 67] & 1) == 1;
    if (size < HEADER_BYTES || size > file.length - from || !isFinished || !hasShortNumbers) {
      throw ChunkBytes.broken("the chunk at byte " + from + " is cut or was not finished");
    }
    int end = from + (int) size;
    long metadata = numbers.getLong(from + 24);
    ChunkTypes types = metadata(from, metadata, end);
    Map<Integer, Long> constants = new HashMap<>();
    boolean hasMetadata = false;
    for (int at = from + HEADER_BYTES; at < end; ) {
      int next = event(at, end);
      long type = in.number();
      hasMetadata |= at - from == metadata && type == METADATA;
      if (type == CONSTANTS) {
        constants.put(at - from, constants(types));
      } else if (type != METADATA) {
        types.skip(in, type);
      }
      at = next;
    }
    if (!hasMetadata) {
      throw ChunkBytes.broken("its metadata is not where it should be");
    }
    followConstants(numbers.getLong(from + 16), constants);
    return end;
  }

  private ChunkTypes metadata(int from, long offset, int end) throws InvalidRecordingException {
    if (offset < HEADER_BYTES || offset >= end - from) {
      throw ChunkBytes.broken("its metadata is not where it should be");
    }
    event(from + (int) offset, end);
    if (in.number() != METADATA) {
      throw ChunkBytes.broken("its metadata is not where it should be");
    }
    return ChunkTypes.read(in);
  }

  /** Moves behind the size of an event, and returns where the next one begins. */
  private int event(int at, int end) throws InvalidRecordingException {
    in.move(at, end);
    long size = in.number();
    if (size <= in.position() - at || size > end - at) {
      throw ChunkBytes.broken("an event of " + size + " bytes at byte " + at);
    }
    in.move(in.position(), at + (int) size);
    return at + (int) size;
  }

  /** Passes over constants, and returns how far from here the ones before them stand. */
  private long constants(ChunkTypes types) throws InvalidRecordingException {
    in.number(); // when
    in.number(); // how long
    final long before = in.number();
    in.skip(1);
    int pools = in.count();
    for (int pool = 0; pool < pools; pool++) {
      long type = in.number();
      int count = in.count();
      for (int i = 0; i < count; i++) {
        in.number();
        types.skip(in, type);
      }
    }
    return before;
  }

  private static void followConstants(long first, Map<Integer, Long> constants)
      throws InvalidRecordingException {
    long at = first;
    for (int i = 0; i <= constants.size(); i++) {
      Long before = constants.get((int) at);
      if (before == null || at != (int) at) {
        break;
      }
      if (before == 0) {
        return;
      }
      at += before;
    }
    throw ChunkBytes.broken("its constants are not where they should be");
  }
}
