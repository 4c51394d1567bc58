package dev.pgohub.pprof;

import java.io.IOException;

/**
 * {@link ProfileFormat#LLVM}: for every function a line {@code name:total:head}, and for every line
 * of it that is known {@code offset: count callee:count …}, the offset from the function's first
 * line; the heaviest function first.
 *
 * <p>What such a profile says, and what it cannot: a count is the samples that were taken on the
 * line itself and right below the calls on it, not how often it ran. The head, which compilers take
 * for how often a function was entered, is the weight of the calls to it. Nothing is known of which
 * calls had been inlined when the profile was taken, so there are no nested profiles of inlined
 * calls: a compiler cannot replay that inlining, and decides anew. Neither are there
 * discriminators: two branches on one line share its count. Functions without a name, and names
 * with white space or a bracket in front, which the format has no way to write, are left out.
 * Offsets are cut to 16 bits, as the compilers cut them. Stateless.
 */
final class LlvmFormat {

  private static final int OFFSET_MASK = 0xffff;

  private LlvmFormat() {}

  static void write(Tally tally, Appendable out) throws IOException {
    new Functions(tally).write(out);
  }

  private static final class Functions {
    private final NameTable names;
    private final boolean[] isWritable;
    private final EdgeTable lines = new EdgeTable(); // callee unused
    private final EdgeTable calls = new EdgeTable();
    private final long[] totals;
    private final long[] heads;
    private final int[] nameRanks;

    Functions(Tally tally) {
      names = tally.names;
      totals = new long[names.size()];
      heads = new long[names.size()];
      isWritable = new boolean[names.size()];
      nameRanks = IntOrder.ranks(NameOrder.sorted(names));
      for (int name = 0; name < isWritable.length; name++) {
        isWritable[name] = isWritable(names.text(name));
      }
      addLeaves(tally);
      addCalls(tally.edges);
    }

    private static boolean isWritable(String name) {
      return !name.isEmpty()
          && name.charAt(0) != '['
          && name.chars().noneMatch(c -> c <= ' ' || Character.isWhitespace(c));
    }

    private void addLeaves(Tally tally) {
      for (int stack = 0; stack < tally.stacks.size(); stack++) {
        if (tally.stacks.depth(stack) > 0) {
          int leaf = tally.stacks.frame(stack, 0);
          addLine(
              tally.frames.function(leaf),
              tally.frames.line(leaf) - tally.frames.startLine(leaf),
              tally.stacks.weight(stack));
        }
      }
    }

    private void addCalls(EdgeTable edges) {
      for (int edge = 0; edge < edges.size(); edge++) {
        int caller = edges.caller(edge);
        int callee = edges.callee(edge);
        addLine(caller, edges.offset(edge), edges.weight(edge));
        if (isWritable[callee]) {
          heads[callee] = Weights.add(heads[callee], edges.weight(edge));
        }
        if (isWritable[callee] && isWritable[caller]) {
          calls.add(caller, callee, edges.offset(edge) & OFFSET_MASK, edges.weight(edge));
        }
      }
    }

    private void addLine(int function, long offset, long weight) {
      if (isWritable[function]) {
        lines.add(function, 0, offset & OFFSET_MASK, weight);
        totals[function] = Weights.add(totals[function], weight);
      }
    }

    void write(Appendable out) throws IOException {
      int[] ordered = IntOrder.sorted(lines.size(), (a, b) -> compare(lines, a, lines, b));
      int[] targets =
          IntOrder.sorted(
              calls.size(),
              (a, b) -> {
                int byPlace = compare(calls, a, calls, b);
                int byWeight = Long.compare(calls.weight(b), calls.weight(a));
                return byPlace != 0
                    ? byPlace
                    : byWeight != 0
                        ? byWeight
                        : nameRanks[calls.callee(a)] - nameRanks[calls.callee(b)];
              });
      int function = -1;
      int target = 0;
      for (int line : ordered) {
        if (lines.caller(line) != function) {
          function = lines.caller(line);
          out.append(names.text(function)).append(':').append(Long.toString(totals[function]));
          out.append(':').append(Long.toString(heads[function])).append('\n');
        }
        out.append(' ').append(Long.toString(lines.offset(line))).append(": ");
        out.append(Long.toString(lines.weight(line)));
        while (target < targets.length && compare(calls, targets[target], lines, line) == 0) {
          int call = targets[target++];
          out.append(' ').append(names.text(calls.callee(call)));
          out.append(':').append(Long.toString(calls.weight(call)));
        }
        out.append('\n');
      }
    }

    /** Order of places: the heaviest function first, then by name, then by offset. */
    private int compare(EdgeTable tableA, int a, EdgeTable tableB, int b) {
      int functionA = tableA.caller(a);
      int functionB = tableB.caller(b);
      if (functionA != functionB) {
        int byTotal = Long.compare(totals[functionB], totals[functionA]);
        return byTotal != 0 ? byTotal : nameRanks[functionA] - nameRanks[functionB];
      }
      return Long.compare(tableA.offset(a), tableB.offset(b));
    }
  }
}
