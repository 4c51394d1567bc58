package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Where the fragments of an instance are kept apart from those of others in a bucket, so that they
 * can be weighed against each other whatever comes later.
 *
 * <p>In a bucket of at most {@link #CELLS} instances each has a cell of its own; in a bucket of
 * more they share {@link #CELLS} cells by hash. Which of the two holds depends on the set of
 * instances alone. Within a shared cell time counts as it is, so one instance that sends too much
 * weighs at most on the few that share its cell.
 *
 * @param id 0 for fragments that name no instance; else from the hash of its name
 */
record Cell(long id) {

  /** The most cells of a bucket. */
  static final int CELLS = 64;

  /** The cell of fragments that name no instance: nothing is known of how they belong together. */
  static final Cell UNNAMED = new Cell(0);

  private static final int SHARED_BITS = Integer.numberOfTrailingZeros(CELLS);

  /** The cell of one instance alone. */
  static Cell of(String instance) {
    return instance.isEmpty() ? UNNAMED : new Cell(hash(instance) | 1);
  }

  /** The cell in which the same instance is when cells are shared; a shared cell is its own. */
  Cell shared() {
    boolean isShared = id >= 0 && id < 2L * CELLS;
    return isShared ? this : new Cell((long) index() << 1 | 1);
  }

  /** Which of the shared cells that is, from 0, of the cell of one instance alone. */
  int index() {
    return (int) (id >>> Long.SIZE - SHARED_BITS);
  }

  /** The first 64 bits of the sha256 of a text: the same on every machine and for ever. */
  static long hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
