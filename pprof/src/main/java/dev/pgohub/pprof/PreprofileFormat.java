package dev.pgohub.pprof;

import java.io.IOException;

/** {@link ProfileFormat#PREPROFILE}. Stateless. */
final class PreprofileFormat {

  private PreprofileFormat() {}

  static void write(Tally tally, Appendable out) throws IOException {
    EdgeTable edges = tally.edges;
    NameTable names = tally.names;
    out.append("GO PREPROFILE V1\n");
    for (int edge : EdgeOrder.heaviestFirst(tally)) {
      out.append(names.text(edges.caller(edge))).append('\n');
      out.append(names.text(edges.callee(edge))).append('\n');
      out.append(Long.toString(edges.offset(edge))).append(' ');
      out.append(Long.toString(edges.weight(edge))).append('\n');
    }
  }
}
