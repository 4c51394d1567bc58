package dev.pgohub.pprof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A tally as text: for tests, for golden files, for debugging. The same weights, the same text. */
public final class ProfileText {

  private ProfileText() {}

  /**
   * The edges as {@code go tool preprofile} prints them: caller, callee, and a line with offset and
   * weight; the heaviest first, then by names and offset.
   */
  public static String edges(Tally tally) {
    StringBuilder text = new StringBuilder();
    try {
      PreprofileFormat.write(tally, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The stacks, a line each, sorted as text: the weight, a tab, and the frames leaf first, each as
   * {@code function:startLine:line}, with {@code ;} between them. A {@code ;} within a name stands
   * as {@code \s}, a tab as {@code \t}, a line's end as {@code \n} and a backslash as {@code \\}.
   */
  public static String stacks(Tally tally) {
    StackTable stacks = tally.stacks;
    FrameTable frames = tally.frames;
    String[] lines = new String[stacks.size()];
    for (int stack = 0; stack < lines.length; stack++) {
      StringBuilder line = new StringBuilder().append(stacks.weight(stack)).append('\t');
      for (int height = 0; height < stacks.depth(stack); height++) {
        int frame = stacks.frame(stack, height);
        line.append(height == 0 ? "" : ";")
            .append(escaped(tally.names.text(frames.function(frame))));
        line.append(':').append(frames.startLine(frame)).append(':').append(frames.line(frame));
      }
      lines[stack] = line.append('\n').toString();
    }
    Arrays.sort(lines);
    return String.join("", lines);
  }

  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace(";", "\\s").replace("\t", "\\t").replace("\n", "\\n");
  }
}
