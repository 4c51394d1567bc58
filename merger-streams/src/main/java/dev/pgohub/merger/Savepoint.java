package dev.pgohub.merger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what was written to stores since a point, so that a fault in the middle of something
 * leaves nothing half done in the transaction that goes on. Not thread-safe.
 */
final class Savepoint {

  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final Runnable takenBack;
  private boolean isOpen;

  /**
   * @param takenBack is run when something was taken back, for copies of what the stores hold
   */
  Savepoint(Runnable takenBack) {
    this.takenBack = takenBack;
  }

  /**
   * Does something whole or not at all.
   *
   * @throws TagFaultException when it failed for a reason of its own, and all is as before
   * @throws RuntimeException when Kafka or a store failed, and the transaction cannot go on
   */
  <T> T whole(Supplier<T> work) {
    isOpen = true;
    try {
      return work.get();
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      isOpen = false;
      while (!undo.isEmpty()) {
        undo.pop().run();
      }
      takenBack.run();
      throw new TagFaultException(e);
    } finally {
      isOpen = false;
      undo.clear();
    }
  }

  /** Notes how to take back what is about to be written. */
  private void note(Runnable takeBack) {
    if (isOpen) {
      undo.push(takeBack);
    }
  }

  /** A store whose writes can be taken back. */
  KeyValueStore<byte[], byte[]> guard(KeyValueStore<byte[], byte[]> store) {
    return new Guarded(store);
  }

  private final class Guarded implements KeyValueStore<byte[], byte[]> {

    private final KeyValueStore<byte[], byte[]> store;

    Guarded(KeyValueStore<byte[], byte[]> store) {
      this.store = store;
    }

    private void note(byte[] key) {
      if (isOpen) {
        byte[] before = store.get(key);
        Savepoint.this.note(() -> store.put(key, before));
      }
    }

    @Override
    public void put(byte[] key, byte @Nullable [] value) {
      note(key);
      store.put(key, value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
      note(key);
      return store.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<byte[], byte[]>> entries) {
      entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(byte[] key) {
      note(key);
      return store.delete(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return store.get(key);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
      return store.range(from, to);
    }

    @Override
    public KeyValueIterator<byte[], byte[]> all() {
      return store.all();
    }

    @Override
    public <S extends Serializer<P>, P> KeyValueIterator<byte[], byte[]> prefixScan(
        P prefix, S serializer) {
      return store.prefixScan(prefix, serializer);
    }

    @Override
    public long approximateNumEntries() {
      return store.approximateNumEntries();
    }

    @Override
    public String name() {
      return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
      store.init(context, root);
    }

    @Override
    public void close() {
      store.close();
    }

    @Override
    public boolean persistent() {
      return store.persistent();
    }

    @Override
    public boolean isOpen() {
      return store.isOpen();
    }
  }
}
