package dev.pgohub.pprof;

/**
 * What one of several groups has of the edges and stacks of a tally.
 *
 * @param edges by their numbers in the tally
 * @param stacks likewise
 */
record GroupWeights(EntryWeights edges, EntryWeights stacks) {

  GroupWeights() {
    this(new EntryWeights(), new EntryWeights());
  }
}
