package dev.pgohub.merger;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.EdgeCut;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.NamePatterns;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;

/**
 * The edges of a merge that a compiler is shown, by the policy: none to a function that is never to
 * be inlined, as if no sample had been taken in it there; and of the others the heaviest, as many
 * as there may be. Stacks know nothing of it. A function of the merge and the policy alone.
 *
 * @param edges that are shown
 * @param defaultPgo their bytes
 * @param neverInlined edges to functions that are never to be inlined, and what they weigh
 * @param cut edges that were left out because there are too many, and what they weigh
 */
record Serving(Tally edges, byte[] defaultPgo, LeftOut neverInlined, LeftOut cut) {

  /** So much of the share that is left is tried next, in percent: edges are not equally long. */
  private static final long STEP = 95;

  /** Edges that are not shown. */
  record LeftOut(long edges, long weight) {

    static final LeftOut NONE = new LeftOut(0, 0);

    LeftOut plus(EdgeCut.Rest rest) {
      return plus(new LeftOut(rest.edges(), rest.weight()));
    }

    LeftOut plus(LeftOut more) {
      return new LeftOut(edges + more.edges, Sums.add(weight, more.weight));
    }
  }

  static Serving of(Tally samples, Policy policy) {
    NamePatterns never = policy.neverInline();
    EdgeCut.Rest allowed =
        never.isEmpty()
            ? new EdgeCut.Rest(samples, 0, 0)
            : EdgeCut.withoutCallees(samples, never::matches);
    EdgeCut.Rest few = EdgeCut.heaviest(allowed.tally(), (int) policy.count(PolicyField.MAX_EDGES));
    LeftOut cut = LeftOut.NONE.plus(few);
    Tally edges = few.tally();
    byte[] bytes = CanonicalWriter.defaultPgo(edges);
    long maxBytes = policy.count(PolicyField.MAX_BYTES);
    while (bytes.length > maxBytes && edges.edgeCount() > 0) {
      long fewer = edges.edgeCount() * maxBytes / bytes.length * STEP / 100;
      EdgeCut.Rest fitting = EdgeCut.heaviest(edges, (int) fewer);
      cut = cut.plus(fitting);
      edges = fitting.tally();
      bytes = CanonicalWriter.defaultPgo(edges);
    }
    return new Serving(edges, bytes, LeftOut.NONE.plus(allowed), cut);
  }
}
