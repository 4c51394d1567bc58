package dev.pgohub.merger;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Gives all stores of the process one cache and one bound on write buffers, instead of some 100 MB
 * for each store. The first merger of a process decides how large these are.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

  private static final String CACHE_BYTES = "pgohub.rocksdb.cache.bytes";
  private static final String WRITE_BUFFER_BYTES = "pgohub.rocksdb.write.buffer.bytes";
  private static final long MEMTABLE_BYTES = 8 << 20;
  private static final int MEMTABLES = 2;

  /**
   * What a memtable takes at a time. An eighth of its size, as is usual, is 1 MiB: with ten stores
   * of twelve partitions that alone is more than all may have, and each write would end a memtable.
   */
  private static final long ARENA_BYTES = 64 << 10;

  private static @Nullable Memory memory;

  /** What all stores share; never freed, as a store may be opened again at any time. */
  private record Memory(Cache cache, WriteBufferManager writeBuffers) {}

  static void configure(Properties properties, MergerSettings settings) {
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    properties.put(CACHE_BYTES, settings.size(MergerSetting.ROCKSDB_CACHE));
    properties.put(WRITE_BUFFER_BYTES, settings.size(MergerSetting.ROCKSDB_WRITE_BUFFERS));
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    Memory shared = memory(number(configs, CACHE_BYTES), number(configs, WRITE_BUFFER_BYTES));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(shared.cache());
    table.setCacheIndexAndFilterBlocks(true);
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(shared.writeBuffers());
    options.setWriteBufferSize(MEMTABLE_BYTES);
    options.setMaxWriteBufferNumber(MEMTABLES);
    options.setArenaBlockSize(ARENA_BYTES);
    // Runs are mostly names.
    options.setCompressionType(CompressionType.LZ4_COMPRESSION);
  }

  @Override
  public void close(String storeName, Options options) {
    // What is shared stays.
  }

  private static long number(Map<String, Object> configs, String key) {
    return Long.parseLong(String.valueOf(configs.get(key)));
  }

  private static synchronized Memory memory(long cacheBytes, long writeBufferBytes) {
    if (memory == null) {
      RocksDB.loadLibrary();
      Cache cache = new LRUCache(cacheBytes, -1, false, 0.1);
      memory = new Memory(cache, new WriteBufferManager(writeBufferBytes, cache));
    }
    return memory;
  }
}
