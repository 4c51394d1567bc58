package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes pprof of stacks that are text and know only the names of functions. Every function begins
 * at line 1 and every call stands there, because a profile without any line is refused as being of
 * no use to a compiler. Stateless.
 */
final class StackText {

  /** What sampling profilers use when nothing else is said: 100 samples a second. */
  private static final long PERIOD_NANOS = 10_000_000;

  private static final int MAX_DEPTH = 10_000;

  /** Address, symbol, and in parentheses the file that it is from. */
  private static final Pattern PERF_FRAME =
      Pattern.compile("\\s+[0-9a-f]+ (.*?)(?:\\+0x[0-9a-f]+)?(?: \\([^()]*\\))?\\s*");

  private StackText() {}

  /**
   * Lines of functions, root first with {@code ;} between them, a blank, and a count.
   *
   * @throws CommandFailure naming the line that is none
   */
  static byte[] collapsed(String name, byte[] text) throws CommandFailure {
    PprofBuilder builder = new PprofBuilder(0, 0, PERIOD_NANOS);
    int number = 0;
    for (String line : lines(text)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      int blank = line.stripTrailing().lastIndexOf(' ');
      String count = line.substring(blank + 1).strip();
      if (blank < 1 || !count.matches("[0-9]{1,15}")) {
        throw new CommandFailure(
            ExitCode.REFUSED, name + ": line " + number + " is not \"function;function… count\"");
      }
      List<Frame> frames = new ArrayList<>();
      for (String function : line.substring(0, blank).split(";")) {
        frames.add(frame(function.strip()));
      }
      Collections.reverse(frames);
      add(builder, frames, Long.parseLong(count));
    }
    return finish(name, builder);
  }

  /**
   * What {@code perf script} prints: for each sample a line that begins at the margin, the frames
   * below it, leaf first, and an empty line.
   *
   * @throws CommandFailure when there is no stack in it
   */
  static byte[] perf(String name, byte[] text) throws CommandFailure {
    PprofBuilder builder = new PprofBuilder(0, 0, PERIOD_NANOS);
    List<Frame> frames = new ArrayList<>();
    for (String line : lines(text)) {
      Matcher frame = PERF_FRAME.matcher(line);
      if (frame.matches()) {
        frames.add(frame(frame.group(1).strip()));
      } else if (line.isBlank() || !Character.isWhitespace(line.charAt(0))) {
        add(builder, frames, 1);
        frames.clear();
      }
    }
    add(builder, frames, 1);
    return finish(name, builder);
  }

  private static List<String> lines(byte[] text) {
    return new String(text, UTF_8).lines().toList();
  }

  private static Frame frame(String function) {
    return new Frame(function.isEmpty() ? "[unknown]" : function, "", 1, 1);
  }

  private static void add(PprofBuilder builder, List<Frame> leafFirst, long samples) {
    if (!leafFirst.isEmpty() && samples > 0) {
      builder.add(leafFirst.subList(0, Math.min(leafFirst.size(), MAX_DEPTH)), samples);
    }
  }

  private static byte[] finish(String name, PprofBuilder builder) throws CommandFailure {
    if (builder.stackCount() == 0) {
      throw new CommandFailure(ExitCode.REFUSED, name + " holds no stacks in that format");
    }
    return builder.toGzip();
  }
}
