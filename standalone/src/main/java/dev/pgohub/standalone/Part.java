package dev.pgohub.standalone;

import java.util.Optional;

/** Something that runs within the hub. Thread-safe. */
interface Part extends AutoCloseable {

  /** Whether it serves. */
  boolean isReady();

  /** In one line, why it ended by itself; empty while it runs. */
  Optional<String> failure();

  /** Its name, and where it is reached when it is. */
  @Override
  String toString();

  /** Ends it in order, within bounded time. */
  @Override
  void close();
}
