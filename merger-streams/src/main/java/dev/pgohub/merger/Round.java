package dev.pgohub.merger;

import dev.pgohub.merger.state.SpreadState;
import java.util.BitSet;

/**
 * What the heap knows of the rounds of one tag beside their {@link SpreadState}: after a restart
 * that is less, and more is held back until the rounds that were under way are over. Not
 * thread-safe.
 */
final class Round {

  /** Instances are counted by a part of their hash: never too few, at times a few too many. */
  private static final int SLOTS = 4096;

  private int[] open = new int[SLOTS];
  private int[] closing = new int[SLOTS];
  private long unknownUntil;

  /** The shards that have fragments of the open round. */
  final BitSet shards = new BitSet();

  /** Fragments in the open round. */
  int count;

  /** When parts that could not be added are tried again, in milliseconds since 1970 UTC. */
  long retryMillis;

  /** How often they could not. */
  int attempts;

  /** A tag that has no round yet. */
  Round() {}

  /**
   * A tag whose rounds were under way when this began.
   *
   * @param shards how many there are
   */
  Round(SpreadState state, int shards) {
    unknownUntil = state.getRound();
    if (state.getOpen()) {
      this.shards.set(0, shards);
      count = 1;
    }
  }

  /**
   * How many fragments of an instance are under way, at most.
   *
   * @param offset of the next one
   */
  long underWay(SpreadState state, Cell instance, long offset) {
    boolean isClosing = state.getClosing() > 0;
    long earliest = isClosing ? state.getClosing() : state.getRound();
    if (earliest <= unknownUntil && (state.getOpen() || isClosing)) {
      return offset - (isClosing ? state.getClosingFirstOffset() : state.getFirstOffset());
    }
    int slot = slot(instance);
    return open[slot] + closing[slot];
  }

  void add(Cell instance) {
    open[slot(instance)]++;
    count++;
  }

  /** The open round is being collected. */
  void close() {
    closing = open;
    open = new int[SLOTS];
    shards.clear();
    count = 0;
  }

  /** The round that was collected is over. */
  void finish() {
    closing = new int[SLOTS];
  }

  private static int slot(Cell instance) {
    return (int) (instance.id() >>> 8) & SLOTS - 1;
  }
}
