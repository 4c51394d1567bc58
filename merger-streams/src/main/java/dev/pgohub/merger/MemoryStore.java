package dev.pgohub.merger;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store on the heap, with the order of keys that RocksDB has: for a merge beside the stream of
 * fragments, that nobody goes on with. Not thread-safe.
 */
final class MemoryStore implements KeyValueStore<byte[], byte[]> {

  private final String name;
  private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  MemoryStore(String name) {
    this.name = name;
  }

  @Override
  public void put(byte[] key, byte @Nullable [] value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(byte[] key, byte[] value) {
    return entries.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<byte[], byte[]>> all) {
    all.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(byte[] key) {
    return entries.remove(key);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public KeyValueIterator<byte[], byte[]> range(byte[] from, byte[] to) {
    return iterator(entries.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<byte[], byte[]> all() {
    return iterator(entries);
  }

  @Override
  public <S extends Serializer<P>, P> KeyValueIterator<byte[], byte[]> prefixScan(
      P prefix, S serializer) {
    byte[] from = serializer.serialize(name, prefix);
    byte[] to = from.clone();
    int at = to.length - 1;
    while (at >= 0 && ++to[at] == 0) {
      at--; // 0xff: carry on to the byte before
    }
    return iterator(at < 0 ? entries.tailMap(from, true) : entries.subMap(from, true, to, false));
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    // Nothing to open.
  }

  @Override
  public void close() {
    entries.clear();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  private static KeyValueIterator<byte[], byte[]> iterator(Map<byte[], byte[]> of) {
    // A copy of the references: callers may write while they go on.
    Iterator<Map.Entry<byte[], byte[]>> entries = List.copyOf(of.entrySet()).iterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public KeyValue<byte[], byte[]> next() {
        var entry = entries.next();
        return KeyValue.pair(entry.getKey(), entry.getValue());
      }

      @Override
      public byte[] peekNextKey() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        // Nothing to release.
      }
    };
  }
}
