package dev.pgohub.merger;

import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** The edges of the latest generation of each output, to compare what comes with. */
final class ServedEdges {

  private final KeyValueStore<byte[], byte[]> store;

  /**
   * @param store {@link TagMode} and the number of a chunk → the chunk of a run
   */
  ServedEdges(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /** Reads them, in as many chunks as they were written. */
  Tally read(TagMode output, int chunks) {
    List<byte[]> read = new ArrayList<>();
    for (int chunk = 0; chunk < chunks; chunk++) {
      read.add(store.get(key(output, chunk)));
    }
    return Tally.of(List.of(new Run(read)));
  }

  /**
   * Writes the edges of a tally in place of what was there.
   *
   * @param before in how many chunks that was
   * @return in how many chunks they are
   */
  int write(TagMode output, Tally content, int before) {
    Tally edges = Tally.of(List.of(content.toRun()));
    edges.dropStacks();
    List<byte[]> chunks = edges.toRun().chunks();
    for (int chunk = 0; chunk < Math.max(before, chunks.size()); chunk++) {
      if (chunk < chunks.size()) {
        store.put(key(output, chunk), chunks.get(chunk));
      } else {
        store.delete(key(output, chunk));
      }
    }
    return chunks.size();
  }

  /** Forgets them. */
  void delete(TagMode output, int chunks) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      store.delete(key(output, chunk));
    }
  }

  private static byte[] key(TagMode output, int chunk) {
    byte[] prefix = output.toBytes();
    return ByteBuffer.allocate(prefix.length + Integer.BYTES).put(prefix).putInt(chunk).array();
  }
}
