package dev.pgohub.faults;

/** How a fragment gets to the hub. Not thread-safe. */
interface Way extends AutoCloseable {

  /** What became of one delivery. */
  enum Answer {
    /** The broker has it. */
    TAKEN,
    /** It was refused for what is wrong with it. */
    REFUSED,
    /** It is not known whether the hub has it; sending it again is safe. */
    LATER
  }

  /** Delivers it once. */
  Answer deliver(Sample sample) throws InterruptedException;

  @Override
  void close();
}
