package dev.pgohub.pprof;

import java.util.Arrays;

/** Adds a profile that was read and checked to a tally. Not thread-safe. */
final class FragmentFolder {

  private final WireReader in;
  private final PprofScan scan;
  private final PprofTables tables;
  private final PprofSamples samples;
  private final int maxStackDepth;
  private final CallGraph graph = new CallGraph();

  private int[] names = new int[64]; // of strings, in the tally; -1: not yet
  private int[] functionNames = new int[64]; // in the tally
  private int[] functionFiles = new int[64]; // in the tally
  private boolean[] idleFunctions = new boolean[64];
  private int[] frames = new int[64]; // of lines, in the tally
  private int[] nodes = new int[64]; // of lines, in the graph
  private int[] stack = new int[64];
  private long idleWeight;

  FragmentFolder(
      WireReader in, PprofScan scan, PprofTables tables, PprofSamples samples, int maxStackDepth) {
    this.in = in;
    this.scan = scan;
    this.tables = tables;
    this.samples = samples;
    this.maxStackDepth = maxStackDepth;
  }

  void addTo(Tally tally) {
    graph.clear();
    idleWeight = 0;
    placeFunctions(tally);
    placeLines(tally);
    for (int sample = 0; sample < samples.count(); sample++) {
      formEdges(sample);
      addStack(tally, sample);
    }
    graph.addTo(tally.edges);
  }

  private void placeFunctions(Tally tally) {
    names = atLeast(names, scan.strings.count());
    Arrays.fill(names, 0, scan.strings.count(), -1);
    functionNames = atLeast(functionNames, tables.functions());
    functionFiles = atLeast(functionFiles, tables.functions());
    if (idleFunctions.length < functionNames.length) {
      idleFunctions = new boolean[functionNames.length];
    }
    for (int function = 0; function < tables.functions(); function++) {
      functionNames[function] = name(tally, tables.name(function));
      functionFiles[function] = name(tally, tables.file(function));
      int from = scan.strings.from(tables.name(function));
      int to = scan.strings.to(tables.name(function));
      idleFunctions[function] = IdleFunctions.contains(in.array(), from, to - from);
    }
  }

  private int name(Tally tally, int string) {
    if (names[string] < 0) {
      int from = scan.strings.from(string);
      names[string] = tally.names.add(in.array(), from, scan.strings.to(string) - from);
    }
    return names[string];
  }

  private void placeLines(Tally tally) {
    frames = atLeast(frames, tables.lines());
    nodes = atLeast(nodes, tables.lines());
    for (int location = 0; location < tables.locations(); location++) {
      long address = tables.address(location);
      for (int line = tables.firstLine(location); line <= tables.lastLine(location); line++) {
        placeLine(tally, line, address);
      }
    }
  }

  /** Without a function, the compiler keeps nothing of a line but the address. */
  private void placeLine(Tally tally, int line, long address) {
    int function = tables.function(line);
    if (function < 0) {
      frames[line] = tally.frames.add(0, 0, 0, 0);
      nodes[line] = graph.node(0, address, 0, 0);
      return;
    }
    int name = functionNames[function];
    long startLine = tables.startLine(function);
    long number = tables.number(line);
    frames[line] = tally.frames.add(name, functionFiles[function], startLine, number);
    nodes[line] = graph.node(name, address, startLine, number);
  }

  private void formEdges(int sample) {
    graph.beginSample(samples.weight(sample));
    int leaf = samples.firstLocation(sample);
    int caller = Math.min(leaf + 1, samples.endLocation(sample) - 1);
    for (int place = caller; place >= leaf; place--) {
      int location = samples.location(place);
      for (int line = tables.lastLine(location); line >= tables.firstLine(location); line--) {
        graph.enter(nodes[line]);
      }
    }
  }

  private void addStack(Tally tally, int sample) {
    int depth = 0;
    boolean isCut = false;
    boolean isIdle = false;
    for (int place = samples.firstLocation(sample);
        place < samples.endLocation(sample) && !isCut;
        place++) {
      int location = samples.location(place);
      for (int line = tables.firstLine(location); line <= tables.lastLine(location); line++) {
        if (depth == maxStackDepth) {
          isCut = true;
          break;
        }
        if (depth + 1 >= stack.length) { // one more for the mark
          stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[depth++] = frames[line];
        isIdle |= tables.function(line) >= 0 && idleFunctions[tables.function(line)];
      }
    }
    if (isCut) {
      stack[depth++] = tally.truncatedFrame();
    }
    tally.stacks.add(stack, depth, samples.weight(sample));
    idleWeight += isIdle ? samples.weight(sample) : 0;
  }

  /** Of the profile added last. */
  double symbolizedShare() {
    return graph.symbolizedShare();
  }

  /** Of the profile added last. */
  double idleShare() {
    return samples.total() == 0 ? 0 : (double) idleWeight / samples.total();
  }

  private static int[] atLeast(int[] array, int length) {
    return array.length >= length ? array : new int[Math.max(length, array.length * 2)];
  }
}
