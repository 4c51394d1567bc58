package dev.pgohub.pprof;

import java.util.Arrays;

/** Adds a profile that was read and checked to a tally. Not thread-safe. */
final class FragmentFolder {

  private final WireReader in;
  private final PprofScan scan;
  private final PprofTables tables;
  private final PprofSamples samples;
  private final int maxStackDepth;
  private final int maxFrames;
  private final CallGraph graph = new CallGraph();

  private int[] names = new int[64]; // of strings, in the tally; -1: not yet
  private boolean[] idleStrings = new boolean[64]; // of those that are names
  private int[] functionNames = new int[64]; // in the tally
  private int[] functionFiles = new int[64]; // in the tally
  private int[] frames = new int[64]; // of lines, in the tally
  private int[] nodes = new int[64]; // of lines, in the graph; -1: not yet
  private int[] onlyFrames = new int[64]; // of locations; -1: it has several
  private boolean[] idleLocations = new boolean[64];
  private int[] stack = new int[64];
  private long idleWeight;
  private int framesLeft; // before stacks are cut to the two that edges come from

  FragmentFolder(
      WireReader in,
      PprofScan scan,
      PprofTables tables,
      PprofSamples samples,
      ProfileLimits limits) {
    this.in = in;
    this.scan = scan;
    this.tables = tables;
    this.samples = samples;
    maxStackDepth = limits.maxStackDepth();
    maxFrames = limits.maxFrames();
  }

  void addTo(Tally tally) {
    graph.clear();
    idleWeight = 0;
    framesLeft = maxFrames;
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
    idleStrings = atLeast(idleStrings, scan.strings.count());
    Arrays.fill(names, 0, scan.strings.count(), -1);
    functionNames = atLeast(functionNames, tables.functions());
    functionFiles = atLeast(functionFiles, tables.functions());
    for (int function = 0; function < tables.functions(); function++) {
      functionNames[function] = name(tally, tables.name(function));
      functionFiles[function] = name(tally, tables.file(function));
    }
  }

  private int name(Tally tally, int string) {
    if (names[string] < 0) {
      int from = scan.strings.from(string);
      int length = scan.strings.to(string) - from;
      int hash = NameTable.hash(in.array(), from, length);
      names[string] = tally.names.add(in.array(), from, length, hash);
      idleStrings[string] = IdleFunctions.contains(in.array(), from, length, hash);
    }
    return names[string];
  }

  private void placeLines(Tally tally) {
    frames = atLeast(frames, tables.lines());
    nodes = atLeast(nodes, tables.lines());
    Arrays.fill(nodes, 0, tables.lines(), -1);
    onlyFrames = atLeast(onlyFrames, tables.locations());
    idleLocations = atLeast(idleLocations, tables.locations());
    for (int location = 0; location < tables.locations(); location++) {
      int first = tables.firstLine(location);
      int last = tables.lastLine(location);
      boolean isIdle = false;
      for (int line = first; line <= last; line++) {
        isIdle |= placeLine(tally, line);
      }
      onlyFrames[location] = first == last ? frames[first] : -1;
      idleLocations[location] = isIdle;
    }
  }

  /** Says whether the function is an idle one. */
  private boolean placeLine(Tally tally, int line) {
    int function = tables.function(line);
    if (function < 0) {
      frames[line] = tally.frames.add(0, 0, 0, 0);
      return false;
    }
    frames[line] =
        tally.frames.add(
            functionNames[function],
            functionFiles[function],
            tables.startLine(function),
            tables.number(line));
    return idleStrings[tables.name(function)];
  }

  private void formEdges(int sample) {
    graph.beginSample(samples.weight(sample));
    int leaf = samples.firstLocation(sample);
    int caller = Math.min(leaf + 1, samples.endLocation(sample) - 1);
    for (int place = caller; place >= leaf; place--) {
      int location = samples.location(place);
      for (int line = tables.lastLine(location); line >= tables.firstLine(location); line--) {
        if (nodes[line] < 0) {
          nodes[line] = node(location, line);
        }
        graph.enter(nodes[line]);
      }
    }
  }

  /** Without a function, the compiler keeps nothing of a line but the address. */
  private int node(int location, int line) {
    long address = tables.address(location);
    int function = tables.function(line);
    return function < 0
        ? graph.node(0, address, 0, 0)
        : graph.node(
            functionNames[function], address, tables.startLine(function), tables.number(line));
  }

  private void addStack(Tally tally, int sample) {
    int[] locations = samples.locations();
    int end = samples.endLocation(sample);
    int place = samples.firstLocation(sample);
    reserve(0, end - place + 1);
    int maxDepth = Math.max(2, Math.min(maxStackDepth, framesLeft));
    int depth = 0;
    boolean isIdle = false;
    for (; place < end; place++) {
      int location = locations[place];
      isIdle |= idleLocations[location];
      int frame = onlyFrames[location];
      if (depth > maxDepth) {
        continue; // it is cut, but whether it is idle is up to all of it
      }
      if (frame >= 0) {
        stack[depth++] = frame;
      } else {
        int first = tables.firstLine(location);
        int lines = Math.min(tables.lastLine(location) + 1 - first, maxDepth + 1 - depth);
        reserve(depth, lines + end - place);
        System.arraycopy(frames, first, stack, depth, lines);
        depth += lines;
      }
    }
    if (depth > maxDepth) {
      depth = maxDepth;
      stack[depth++] = tally.truncatedFrame();
    }
    framesLeft = Math.max(0, framesLeft - depth);
    tally.stacks.add(stack, depth, samples.weight(sample));
    idleWeight += isIdle ? samples.weight(sample) : 0;
  }

  private void reserve(int depth, int more) {
    if (stack.length - depth < more) {
      stack = Arrays.copyOf(stack, Math.max(stack.length * 2, depth + more));
    }
  }

  /** Of the profile added last. */
  double symbolizedShare() {
    return graph.symbolizedShare();
  }

  /** Of the profile added last. */
  double idleShare() {
    return samples.total() == 0 ? 0 : (double) idleWeight / samples.total();
  }

  private static boolean[] atLeast(boolean[] array, int length) {
    return array.length >= length ? array : new boolean[Math.max(length, array.length * 2)];
  }

  private static int[] atLeast(int[] array, int length) {
    return array.length >= length ? array : new int[Math.max(length, array.length * 2)];
  }
}
