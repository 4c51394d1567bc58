package dev.pgohub.cli;

import java.io.PrintStream;

/**
 * A bar that grows, on a terminal only: {@code scripts/pgohub} sees whether there is one, and says
 * so with the property {@value #TERMINAL}. Not thread-safe.
 */
final class Progress {

  private static final String TERMINAL = "pgohub.terminal";
  private static final int WIDTH = 40;

  private final PrintStream out;
  private final int all;
  private final boolean isShown;
  private int done;

  Progress(PrintStream out, int all) {
    this.out = out;
    this.all = all;
    isShown = all > 1 && Boolean.getBoolean(TERMINAL);
  }

  void step() {
    done++;
    if (isShown) {
      int filled = (int) ((long) WIDTH * done / all);
      out.printf("\r[%s%s] %d/%d", "#".repeat(filled), " ".repeat(WIDTH - filled), done, all);
      out.flush();
    }
  }

  /** Takes the bar away. */
  void end() {
    if (isShown) {
      out.print("\r" + " ".repeat(WIDTH + 24) + "\r");
      out.flush();
    }
  }
}
