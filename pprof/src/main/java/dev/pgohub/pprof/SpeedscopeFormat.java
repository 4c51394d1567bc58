package dev.pgohub.pprof;

import java.io.IOException;
import java.util.Arrays;

/**
 * {@link ProfileFormat#SPEEDSCOPE}: frames are functions, by name; the file and the line where they
 * begin are those of the first frame, by file and line, that has any. Stateless.
 */
final class SpeedscopeFormat {

  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

  private SpeedscopeFormat() {}

  static void write(Tally tally, Appendable out) throws IOException {
    out.append("{\"$schema\":\"").append(SCHEMA).append("\",\n\"shared\":{\"frames\":[");
    int[] frameOf = writeFrames(tally, out);
    out.append("]},\n\"profiles\":[{\"type\":\"sampled\",\"name\":\"merged\",\"unit\":\"none\"");
    out.append(",\"startValue\":0,\"endValue\":").append(Long.toString(tally.stackWeight()));
    FunctionStacks stacks = new FunctionStacks(tally);
    out.append(",\n\"samples\":[");
    String[] separator = {"\n"};
    stacks.forEach(
        (rootFirst, depth, weight) -> {
          out.append(separator[0]).append('[');
          for (int i = 0; i < depth; i++) {
            out.append(i == 0 ? "" : ",").append(Integer.toString(frameOf[rootFirst[i]]));
          }
          out.append(']');
          separator[0] = ",\n";
        });
    out.append("],\n\"weights\":[");
    separator[0] = "";
    stacks.forEach(
        (rootFirst, depth, weight) -> {
          out.append(separator[0]).append(Long.toString(weight));
          separator[0] = ",";
        });
    out.append("]}],\n\"exporter\":\"pgohub\"}\n");
  }

  /** Writes the functions, sorted by name, and returns for every name its place among them. */
  private static int[] writeFrames(Tally tally, Appendable out) throws IOException {
    int[] places = firstFrames(tally);
    int count = 0;
    for (int name : NameOrder.sorted(tally.names)) {
      int frame = places[name];
      if (frame < 0) {
        continue;
      }
      out.append(count == 0 ? "\n" : ",\n").append("{\"name\":");
      string(out, name == 0 ? "[unknown]" : tally.names.text(name));
      if (tally.frames.file(frame) != 0) {
        out.append(",\"file\":");
        string(out, tally.names.text(tally.frames.file(frame)));
      }
      if (tally.frames.startLine(frame) > 0) {
        out.append(",\"line\":").append(Long.toString(tally.frames.startLine(frame)));
      }
      out.append('}');
      places[name] = count++;
    }
    return places;
  }

  /** For every name the frame that says where the function is; -1 for those of no function. */
  private static int[] firstFrames(Tally tally) {
    FrameTable frames = tally.frames;
    int[] first = new int[tally.names.size()];
    Arrays.fill(first, -1);
    for (int frame = 0; frame < frames.size(); frame++) {
      int name = frames.function(frame);
      if (first[name] < 0 || isBefore(tally, frame, first[name])) {
        first[name] = frame;
      }
    }
    return first;
  }

  private static boolean isBefore(Tally tally, int a, int b) {
    FrameTable frames = tally.frames;
    boolean hasFile = frames.file(a) != 0;
    if (hasFile != (frames.file(b) != 0)) {
      return hasFile;
    }
    int byFile = tally.names.compare(frames.file(a), frames.file(b));
    return byFile != 0 ? byFile < 0 : frames.startLine(a) < frames.startLine(b);
  }

  private static void string(Appendable out, String text) throws IOException {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
