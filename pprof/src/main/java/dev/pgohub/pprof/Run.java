package dev.pgohub.pprof;

import java.util.List;

/**
 * A tally at rest: bytes in chunks, which can only be read together. Immutable, as long as nobody
 * writes into the chunks.
 *
 * @param chunks the bytes, as {@link Tally#toRun} made them, in that order
 */
public record Run(List<byte[]> chunks) {

  /**
   * The most bytes of a chunk, unless something else is said: half a Kafka record's usual limit.
   */
  public static final int MAX_CHUNK_BYTES = 512 << 10;

  /** The run that holds nothing. */
  public static final Run EMPTY = new Run(List.of());

  /** Takes the chunks. */
  public Run {
    chunks = List.copyOf(chunks);
  }

  /**
   * The union of runs: commutative, associative, and {@link #EMPTY} changes nothing.
   *
   * @throws IllegalStateException when a run is damaged
   */
  public static Run merge(List<Run> runs) {
    return Tally.of(runs).toRun();
  }

  /** Bytes of all chunks. */
  public long bytes() {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum();
  }
}
