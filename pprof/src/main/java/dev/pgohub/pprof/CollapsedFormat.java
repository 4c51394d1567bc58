package dev.pgohub.pprof;

import java.io.IOException;

/** {@link ProfileFormat#COLLAPSED}. Stateless. */
final class CollapsedFormat {

  private static final String UNKNOWN = "[unknown]";

  private CollapsedFormat() {}

  static void write(Tally tally, Appendable out) throws IOException {
    String[] names = new String[tally.names.size()];
    for (int name = 0; name < names.length; name++) {
      String text = tally.names.text(name);
      names[name] = text.isBlank() ? UNKNOWN : text.replace(';', ':').replaceAll("\\s", " ");
    }
    new FunctionStacks(tally)
        .forEach(
            (rootFirst, depth, weight) -> {
              if (depth == 0) {
                out.append(UNKNOWN);
              }
              for (int i = 0; i < depth; i++) {
                out.append(i == 0 ? "" : ";").append(names[rootFirst[i]]);
              }
              out.append(' ').append(Long.toString(weight)).append('\n');
            });
  }
}
