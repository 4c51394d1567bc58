package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Writes the edges of a tally for a compiler: a sample for each that has weight, all sorted. Of an
 * edge a compiler reads the names, and how far below its start the caller calls. It does not ask at
 * which line a function is called, so a call site stands for the function that is called, too,
 * where it has one. Not thread-safe.
 */
final class CompilerProfile {

  /**
   * The start line of every function: nothing is read but the distance of the call from it. A
   * function that moved within its file is therefore still the same.
   */
  private static final int START_LINE = 1;

  /** Keeps a function as it is called apart from itself as it calls from its first line. */
  private static final int LEAF_ADDRESS = 1;

  private final Tally tally;
  private final EdgeTable edges;
  private final PprofSink out = new PprofSink();
  private final int[] functions; // by name, and in the order of names; 0: it has no edge
  private final int[] places; // of functions, by name, as they are called; 0: none yet
  private final int[] leaves; // likewise, that are nothing but called

  CompilerProfile(Tally tally) {
    this.tally = tally;
    edges = tally.edges;
    functions = new int[tally.names.size()];
    places = new int[tally.names.size()];
    leaves = new int[tally.names.size()];
  }

  /** The whole profile. */
  byte[] toGzip() {
    writeFunctions();
    int[] order = sortedEdges();
    int[] callSites = writeCallSites(order);
    for (int i = 0; i < order.length; i++) {
      out.beginSample();
      out.sampleLocation(callee(edges.callee(order[i]), callSites[i]));
      out.sampleLocation(callSites[i]);
      out.endSample(edges.weight(order[i]));
    }
    return out.toCanonicalGzip();
  }

  private void writeFunctions() {
    boolean[] isUsed = new boolean[functions.length];
    for (int edge = 0; edge < edges.size(); edge++) {
      if (edges.weight(edge) > 0) {
        isUsed[edges.caller(edge)] = true;
        isUsed[edges.callee(edge)] = true;
      }
    }
    for (int name : NameOrder.sorted(tally.names, isUsed)) {
      functions[name] = out.function(CanonicalWriter.name(out, tally, name), 0, 0, START_LINE);
    }
  }

  /** Those with weight, by caller, offset and callee, so that those of a call site are together. */
  private int[] sortedEdges() {
    int[] sorted =
        IntOrder.grouped(
            edges.size(),
            functions.length + 1,
            edge -> functions[edges.caller(edge)],
            (a, b) -> {
              int byOffset = Long.compare(edges.offset(a), edges.offset(b));
              return byOffset != 0
                  ? byOffset
                  : functions[edges.callee(a)] - functions[edges.callee(b)];
            });
    int count = 0;
    for (int edge : sorted) {
      if (edges.weight(edge) > 0) {
        sorted[count++] = edge;
      }
    }
    return Arrays.copyOf(sorted, count);
  }

  /** The call site of each edge. */
  private int[] writeCallSites(int[] order) {
    int[] callSites = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      int caller = edges.caller(order[i]);
      long offset = edges.offset(order[i]);
      boolean isSame =
          i > 0 && edges.caller(order[i - 1]) == caller && edges.offset(order[i - 1]) == offset;
      callSites[i] =
          isSame ? callSites[i - 1] : out.location(0, functions[caller], START_LINE + offset);
      if (places[caller] == 0) {
        places[caller] = callSites[i];
      }
    }
    return callSites;
  }

  /** A location of a function that is called; from its own call site it is another one. */
  private int callee(int name, int callSite) {
    if (places[name] != 0 && places[name] != callSite) {
      return places[name];
    }
    if (leaves[name] == 0) {
      leaves[name] = out.location(LEAF_ADDRESS, functions[name], START_LINE);
    }
    return leaves[name];
  }
}
