package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a tally as a run: a version byte, and with version 2 the depth to which the stacks were
 * cut; the names (how many, the length of each, all bytes); the frames (how many; of each function,
 * file, start line, line above it); the edges (how many; of each caller, callee, offset, weight);
 * the stacks (how many; of each depth, frames leaf first, weight). Names count from 1, 0 being the
 * empty one; frames from 0. A tally that was left out is version 3 and nothing else. {@link
 * RunReader} reads it.
 */
final class RunWriter {

  static final int WHOLE_STACKS = 1;
  static final int CUT_STACKS = 2;
  static final int LEFT_OUT = 3;

  private final Tally tally;
  private final ByteSink out;

  RunWriter(Tally tally) {
    this.tally = tally;
    out = new ByteSink(usualBytes(tally));
  }

  /** What most runs of such a tally do not exceed, so that few bytes are copied while writing. */
  private static int usualBytes(Tally tally) {
    StackTable stacks = tally.stacks;
    int heights = stacks.size() == 0 ? 0 : stacks.start(stacks.size());
    long bytes =
        tally.names.totalBytes()
            + 2L * tally.names.size()
            + 8L * tally.frames.size()
            + 10L * tally.edges.size()
            + 2L * heights
            + 3L * stacks.size()
            + 16;
    return (int) Math.min(1 << 28, bytes);
  }

  /** The run in pieces of at most so many bytes. */
  List<byte[]> write(int maxChunkBytes) {
    if (tally.isLeftOut) {
      return List.of(new byte[] {LEFT_OUT});
    }
    if (tally.isEmpty()) {
      return List.of();
    }
    if (tally.stackDepth == Integer.MAX_VALUE) {
      out.put(WHOLE_STACKS);
    } else {
      out.put(CUT_STACKS);
      out.varint(tally.stackDepth);
    }
    writeNames();
    writeFrames();
    writeEdges();
    writeStacks();
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0; from < out.size(); from += maxChunkBytes) {
      int to = Math.min(out.size(), from + maxChunkBytes);
      chunks.add(Arrays.copyOfRange(out.array(), from, to));
    }
    return chunks;
  }

  private void writeNames() {
    NameTable names = tally.names;
    out.varint(names.size() - 1);
    for (int name = 1; name < names.size(); name++) {
      out.varint(names.length(name));
    }
    out.put(names.bytes(), 0, names.totalBytes());
  }

  private void writeFrames() {
    FrameTable frames = tally.frames;
    out.varint(frames.size());
    for (int frame = 0; frame < frames.size(); frame++) {
      out.varint(frames.function(frame));
      out.varint(frames.file(frame));
      out.zigzag(frames.startLine(frame));
      out.zigzag(frames.line(frame) - frames.startLine(frame));
    }
  }

  private void writeEdges() {
    EdgeTable edges = tally.edges;
    out.varint(edges.size());
    for (int edge = 0; edge < edges.size(); edge++) {
      out.varint(edges.caller(edge));
      out.varint(edges.callee(edge));
      out.zigzag(edges.offset(edge));
      out.varint(edges.weight(edge));
    }
  }

  private void writeStacks() {
    StackTable stacks = tally.stacks;
    out.varint(stacks.size());
    for (int stack = 0; stack < stacks.size(); stack++) {
      out.varint(stacks.depth(stack));
      out.varints(stacks.frames(), stacks.start(stack), stacks.depth(stack));
      out.varint(stacks.weight(stack));
    }
  }
}
