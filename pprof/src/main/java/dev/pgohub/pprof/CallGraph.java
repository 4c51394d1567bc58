package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Forms the edges of one profile by the rule of Go's compiler: a node is a function at a line at an
 * address; of a sample only the frames of its two leaf locations are walked, caller first; every
 * pair of nodes counts once for a sample, and a node never calls itself. Only afterwards are the
 * nodes reduced to names, so that addresses have done their part.
 *
 * <p>Source of the rule: {@code internal/profile/graph.go} and {@code cmd/internal/pgo} of Go 1.26.
 * Not thread-safe.
 */
final class CallGraph {

  final HashIndex nodeIndex = new HashIndex();
  private int[] nodeNames = new int[64];
  private long[] nodeAddresses = new long[64];
  private long[] nodeStartLines = new long[64];
  private long[] nodeLines = new long[64];

  private final HashIndex edgeIndex = new HashIndex();
  private int[] edgeCallers = new int[64];
  private int[] edgeCallees = new int[64];
  private int[] edgeLastSamples = new int[64];
  private long[] edgeWeights = new long[64];

  private int sample;
  private long weight;
  private int parent;

  /** The number of a node; the name is a number, too. */
  int node(int name, long address, long startLine, long line) {
    int hash = SecretHash.of(name, address, startLine, line);
    int slot = nodeIndex.first(hash);
    for (int entry; (entry = nodeIndex.entry(slot)) >= 0; slot = nodeIndex.next(slot)) {
      if (nodeAddresses[entry] == address
          && nodeNames[entry] == name
          && nodeLines[entry] == line
          && nodeStartLines[entry] == startLine) {
        return entry;
      }
    }
    int entry = nodeIndex.add(slot, hash);
    if (entry == nodeNames.length) {
      nodeNames = Arrays.copyOf(nodeNames, entry * 2);
      nodeAddresses = Arrays.copyOf(nodeAddresses, entry * 2);
      nodeStartLines = Arrays.copyOf(nodeStartLines, entry * 2);
      nodeLines = Arrays.copyOf(nodeLines, entry * 2);
    }
    nodeNames[entry] = name;
    nodeAddresses[entry] = address;
    nodeStartLines[entry] = startLine;
    nodeLines[entry] = line;
    return entry;
  }

  void beginSample(long sampleWeight) {
    sample++;
    weight = sampleWeight;
    parent = -1;
  }

  /** Walks one frame towards the leaf. */
  void enter(int node) {
    if (parent >= 0 && node != parent) {
      addEdge(parent, node);
    }
    parent = node;
  }

  private void addEdge(int caller, int callee) {
    int hash = SecretHash.of(caller, callee);
    int slot = edgeIndex.first(hash);
    for (int entry; (entry = edgeIndex.entry(slot)) >= 0; slot = edgeIndex.next(slot)) {
      if (edgeCallers[entry] == caller && edgeCallees[entry] == callee) {
        if (edgeLastSamples[entry] != sample) {
          edgeLastSamples[entry] = sample;
          edgeWeights[entry] = Weights.add(edgeWeights[entry], weight);
        }
        return;
      }
    }
    int entry = edgeIndex.add(slot, hash);
    if (entry == edgeCallers.length) {
      edgeCallers = Arrays.copyOf(edgeCallers, entry * 2);
      edgeCallees = Arrays.copyOf(edgeCallees, entry * 2);
      edgeLastSamples = Arrays.copyOf(edgeLastSamples, entry * 2);
      edgeWeights = Arrays.copyOf(edgeWeights, entry * 2);
    }
    edgeCallers[entry] = caller;
    edgeCallees[entry] = callee;
    edgeLastSamples[entry] = sample;
    edgeWeights[entry] = weight;
  }

  /** Adds all edges, by name. */
  void addTo(EdgeTable edges) {
    for (int edge = 0; edge < edgeIndex.size(); edge++) {
      int caller = edgeCallers[edge];
      edges.add(
          nodeNames[caller],
          nodeNames[edgeCallees[edge]],
          nodeLines[caller] - nodeStartLines[caller],
          edgeWeights[edge]);
    }
  }

  /** The share of the edges' weight that means something to a compiler, see the fragment's. */
  double symbolizedShare() {
    long total = 0;
    long symbolized = 0;
    for (int edge = 0; edge < edgeIndex.size(); edge++) {
      int caller = edgeCallers[edge];
      total = Weights.add(total, edgeWeights[edge]);
      if (nodeNames[caller] != 0
          && nodeStartLines[caller] != 0
          && nodeNames[edgeCallees[edge]] != 0) {
        symbolized = Weights.add(symbolized, edgeWeights[edge]);
      }
    }
    return total == 0 ? 1 : (double) symbolized / total;
  }

  void clear() {
    nodeIndex.clear();
    edgeIndex.clear();
    sample = 0;
  }
}
