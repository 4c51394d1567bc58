package dev.pgohub.pprof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a tally as chunks. A chunk is a version byte; then names (length, bytes), frames
 * (function, file, start line, line above it), edges (caller, callee, offset, weight) and stacks
 * (depth, frames leaf first, weight), each preceded by how many there are. Names and frames are
 * counted from 0 within the chunk, name 0 being the empty one that is not written. {@link
 * ChunkReader} reads it.
 */
final class ChunkWriter {

  static final int VERSION = 1;

  /** The most bytes of one edge or stack with all its names; {@link FragmentReader} sees to it. */
  static final int MAX_ENTRY_BYTES = 128 << 10;

  private final Tally tally;
  private final int maxChunkBytes;
  private final List<byte[]> chunks = new ArrayList<>();

  private final int[] nameNumbers; // within the chunk; 0: not in it
  private final int[] frameNumbers; // within the chunk, plus 1; 0: not in it
  private int nameCount;
  private int frameCount;
  private int edgeCount;
  private int stackCount;
  private final ByteSink names = new ByteSink(1 << 12);
  private final ByteSink frames = new ByteSink(1 << 12);
  private final ByteSink edges = new ByteSink(1 << 12);
  private final ByteSink stacks = new ByteSink(1 << 12);

  ChunkWriter(Tally tally, int maxChunkBytes) {
    if (maxChunkBytes < 2 * MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException("maxChunkBytes " + maxChunkBytes);
    }
    this.tally = tally;
    this.maxChunkBytes = maxChunkBytes;
    nameNumbers = new int[tally.names.size()];
    frameNumbers = new int[tally.frames.size()];
  }

  List<byte[]> write() {
    for (int edge = 0; edge < tally.edges.size(); edge++) {
      writeEdge(edge);
      endChunkWhenFull();
    }
    for (int stack = 0; stack < tally.stacks.size(); stack++) {
      writeStack(stack);
      endChunkWhenFull();
    }
    if (edgeCount + stackCount > 0) {
      endChunk();
    }
    return chunks;
  }

  private void writeEdge(int edge) {
    EdgeTable from = tally.edges;
    int caller = name(from.caller(edge));
    int callee = name(from.callee(edge));
    edges.varint(caller);
    edges.varint(callee);
    edges.zigzag(from.offset(edge));
    edges.varint(from.weight(edge));
    edgeCount++;
  }

  private void writeStack(int stack) {
    StackTable from = tally.stacks;
    int depth = from.depth(stack);
    stacks.varint(depth);
    for (int height = 0; height < depth; height++) {
      stacks.varint(frame(from.frame(stack, height)));
    }
    stacks.varint(from.weight(stack));
    stackCount++;
  }

  private int frame(int frame) {
    if (frameNumbers[frame] == 0) {
      FrameTable from = tally.frames;
      frames.varint(name(from.function(frame)));
      frames.varint(name(from.file(frame)));
      frames.zigzag(from.startLine(frame));
      frames.zigzag(from.line(frame) - from.startLine(frame));
      frameNumbers[frame] = ++frameCount;
    }
    return frameNumbers[frame] - 1;
  }

  private int name(int name) {
    if (name != 0 && nameNumbers[name] == 0) {
      NameTable from = tally.names;
      names.varint(from.length(name));
      names.put(from.bytes(), from.start(name), from.length(name));
      nameNumbers[name] = ++nameCount;
    }
    return nameNumbers[name];
  }

  /**
   * An entry brings its frames and names along, at most {@link #MAX_ENTRY_BYTES}: room for the
   * next.
   */
  private void endChunkWhenFull() {
    int size = names.size() + frames.size() + edges.size() + stacks.size();
    if (size >= maxChunkBytes - MAX_ENTRY_BYTES) {
      endChunk();
    }
  }

  private void endChunk() {
    ByteSink chunk = new ByteSink(names.size() + frames.size() + edges.size() + stacks.size() + 32);
    chunk.put(VERSION);
    chunk.varint(nameCount);
    chunk.put(names);
    chunk.varint(frameCount);
    chunk.put(frames);
    chunk.varint(edgeCount);
    chunk.put(edges);
    chunk.varint(stackCount);
    chunk.put(stacks);
    chunks.add(chunk.toBytes());
    Arrays.fill(nameNumbers, 0);
    Arrays.fill(frameNumbers, 0);
    nameCount = frameCount = edgeCount = stackCount = 0;
    names.clear();
    frames.clear();
    edges.clear();
    stacks.clear();
  }
}
