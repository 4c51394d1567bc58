package dev.pgohub.api.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB of one directory, with bounded memory. Thread-safe; {@link #close} waits for calls
 * under way, and calls after it fail instead of touching freed memory.
 */
final class Rocks implements AutoCloseable {

  private static final long MEMTABLE_BYTES = 4 << 20;
  private static final int OPEN_FILES = 256;

  static {
    RocksDB.loadLibrary();
  }

  private final ReadWriteLock closing = new ReentrantReadWriteLock();
  private final LRUCache cache;
  private final WriteBufferManager writeBuffers;
  private final BloomFilter bloomFilter = new BloomFilter(10);
  private final Options options;
  private final WriteOptions writeOptions = new WriteOptions();
  private final RocksDB db;
  private boolean closed;

  /**
   * Opens or creates the database.
   *
   * @throws StoreException when the directory cannot be used or another process uses it
   */
  Rocks(Path dir, long cacheBytes, long writeBufferBytes) {
    createDirectory(dir);
    cache = new LRUCache(cacheBytes);
    // What is in write buffers counts against the cache: one number bounds both.
    writeBuffers = new WriteBufferManager(writeBufferBytes, cache);
    options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferManager(writeBuffers)
            .setWriteBufferSize(Math.min(MEMTABLE_BYTES, writeBufferBytes / 2))
            .setMaxTotalWalSize(4 * writeBufferBytes)
            .setMaxOpenFiles(OPEN_FILES)
            // The content is gzip already.
            .setCompressionType(CompressionType.NO_COMPRESSION)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(1 << 20)
            .setKeepLogFileNum(2)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setCacheIndexAndFilterBlocks(true)
                    .setFilterPolicy(bloomFilter));
    try {
      db = RocksDB.open(options, dir.toString());
    } catch (RocksDBException e) {
      closeOptions();
      throw new StoreException(whyNotOpened(dir, e), e);
    }
  }

  private static void createDirectory(Path dir) {
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw new StoreException("the data directory " + dir + " cannot be created: " + e, e);
    }
    if (!Files.isWritable(dir)) {
      throw new StoreException("the data directory " + dir + " cannot be written", null);
    }
  }

  private static String whyNotOpened(Path dir, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    // RocksDB has no code for it: the file name is what all its lock errors share.
    return message.contains("LOCK") && message.contains("lock")
        ? "the data directory " + dir + " is in use by another process"
        : "the data directory " + dir + " cannot be opened: " + message;
  }

  byte @Nullable [] get(byte[] key) {
    return call(() -> db.get(key));
  }

  long getLong(byte[] key, long otherwise) {
    byte[] value = get(key);
    return value == null ? otherwise : ByteBuffer.wrap(value).getLong();
  }

  static byte[] bytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** Writes all of a batch or, after a crash, nothing of it. */
  void write(WriteBatch batch) {
    call(
        () -> {
          db.write(writeOptions, batch);
          return true;
        });
  }

  void put(byte[] key, byte[] value) {
    call(
        () -> {
          db.put(writeOptions, key, value);
          return true;
        });
  }

  /** Takes out all entries whose keys begin with an ASCII character. */
  void deleteAll() {
    call(
        () -> {
          db.deleteRange(writeOptions, new byte[] {0}, new byte[] {(byte) 0x80});
          return true;
        });
  }

  /** Sees entries in the order of their keys. */
  interface Visitor {
    /** Returns whether to go on. */
    boolean visit(byte[] key, byte[] value);
  }

  /** Shows the entries from {@code from} on, as long as their keys begin with {@code prefix}. */
  void scan(byte[] from, byte[] prefix, Visitor visitor) {
    call(
        () -> {
          try (RocksIterator entries = db.newIterator()) {
            entries.seek(from);
            while (entries.isValid()
                && StoreKeys.startsWith(entries.key(), prefix)
                && visitor.visit(entries.key(), entries.value())) {
              entries.next();
            }
            entries.status();
          }
          return true;
        });
  }

  /** The bytes of all files. */
  long fileBytes() {
    Long bytes = call(() -> db.getLongProperty("rocksdb.total-sst-files-size"));
    return bytes == null ? 0 : bytes;
  }

  /** The database as it is now, whatever is written later. */
  View view() {
    View view = call(View::new);
    if (view == null) {
      throw new IllegalStateException("no view");
    }
    return view;
  }

  /** A moment of the database. To be closed; not thread-safe. */
  final class View implements AutoCloseable {

    private final Snapshot snapshot = db.getSnapshot();
    private final ReadOptions readOptions = new ReadOptions().setSnapshot(snapshot);

    byte @Nullable [] get(byte[] key) {
      return call(() -> db.get(readOptions, key));
    }

    @Override
    public void close() {
      Lock lock = closing.readLock();
      lock.lock();
      try {
        readOptions.close();
        if (!closed) {
          db.releaseSnapshot(snapshot);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private interface Call<T extends @Nullable Object> {
    T run() throws RocksDBException;
  }

  private <T extends @Nullable Object> T call(Call<T> call) {
    Lock lock = closing.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new StoreException("the local copy is closed", null);
      }
      return call.run();
    } catch (RocksDBException e) {
      throw new StoreException("the local copy fails: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    Lock lock = closing.writeLock();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        db.close();
        closeOptions();
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeOptions() {
    writeOptions.close();
    options.close();
    bloomFilter.close();
    writeBuffers.close();
    cache.close();
  }
}
