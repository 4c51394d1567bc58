package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Sorted stacks as a tree that takes little room: of each stack only the names below what it has in
 * common with the one before. Each name that is kept is a frame of the tree, numbered in the order
 * in which one walks it; a frame is called by all stacks from the one that it belongs to up to the
 * first that has less in common. What frames weigh and where they end follows from that, and is not
 * kept: of a large profile there are millions, nearly all of which nobody looks at.
 *
 * <p>Filled once, then not changed: thread-safe from {@link #finish} on.
 */
final class FlameStacks {

  private final int nameBytes; // of each name: as few as tell all apart
  private byte[] names = new byte[1 << 10];
  private int frames;

  private int count;
  private int[] starts = new int[64]; // by stack: the first frame that it adds
  private int[] common = new int[64]; // frames in common with the stack before
  private long[] before = new long[64]; // the weights of all stacks before it
  private int[] fewer = {}; // the next stack that has less in common; count: none has

  private int[] last = new int[64];
  private int lastDepth;

  /**
   * @param nameCount names are numbers below it
   */
  FlameStacks(int nameCount) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, nameCount - 1));
    nameBytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** Adds a stack, which comes behind those before in their order, and is another one. */
  void add(int[] rootFirst, int depth, long weight) {
    int same = 0;
    while (same < Math.min(depth, lastDepth) && last[same] == rootFirst[same]) {
      same++;
    }
    if (count + 1 == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      common = Arrays.copyOf(common, count * 2);
      before = Arrays.copyOf(before, count * 2);
    }
    starts[count] = frames;
    common[count] = same;
    before[count + 1] = Weights.add(before[count], weight);
    count++;
    starts[count] = frames + depth - same;
    reserve(depth - same);
    for (int i = same; i < depth; i++) {
      put(rootFirst[i]);
    }
    if (depth > last.length) {
      last = new int[depth * 2];
    }
    System.arraycopy(rootFirst, 0, last, 0, depth);
    lastDepth = depth;
  }

  private void reserve(int more) {
    long needed = ((long) frames + more) * nameBytes;
    if (needed > Integer.MAX_VALUE - Long.BYTES) {
      throw new IllegalStateException("the stacks have more frames than fit into memory");
    }
    if (needed > names.length) {
      long larger = Math.max(needed, names.length + (names.length >> 1));
      names = Arrays.copyOf(names, (int) Math.min(larger, Integer.MAX_VALUE - Long.BYTES));
    }
  }

  private void put(int name) {
    int at = frames++ * nameBytes;
    for (int i = 0; i < nameBytes; i++) {
      names[at + i] = (byte) (name >>> i * Byte.SIZE);
    }
  }

  /** Nothing more comes. */
  void finish() {
    names = Arrays.copyOf(names, frames * nameBytes);
    starts = Arrays.copyOf(starts, count + 1);
    common = Arrays.copyOf(common, count);
    before = Arrays.copyOf(before, count + 1);
    fewer = new int[count];
    for (int stack = count - 1; stack >= 0; stack--) {
      int next = stack + 1;
      while (next < count && common[next] >= common[stack]) {
        next = fewer[next];
      }
      fewer[stack] = next;
    }
    last = new int[0];
  }

  /** How many frames there are. */
  int frames() {
    return frames;
  }

  /** About how many bytes of memory it takes. */
  long bytes() {
    return names.length + 20L * count;
  }

  int name(int frame) {
    int at = frame * nameBytes;
    int name = 0;
    for (int i = 0; i < nameBytes; i++) {
      name |= (names[at + i] & 0xff) << i * Byte.SIZE;
    }
    return name;
  }

  /** The weight of all stacks. */
  long weight() {
    return before[count];
  }

  /** The weight of the stack without a frame. */
  long emptyWeight() {
    return count > 0 && starts[1] == 0 ? before[1] : 0;
  }

  /** The weight of all stacks that go through a frame. */
  long weight(int frame) {
    int stack = stack(frame);
    return before[endStack(stack, depth(stack, frame))] - before[stack];
  }

  /** The weight of the stack that ends in a frame, which is the first that goes through it. */
  long self(int frame) {
    int stack = stack(frame);
    return starts[stack + 1] == frame + 1 ? before[stack + 1] - before[stack] : 0;
  }

  /** The frame after a frame and all that it called. */
  int end(int frame) {
    int stack = stack(frame);
    return starts[endStack(stack, depth(stack, frame))];
  }

  /** The stack that adds a frame; one that adds none stands before another one that does. */
  private int stack(int frame) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= frame) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private int depth(int stack, int frame) {
    return common[stack] + frame - starts[stack];
  }

  /** The first stack behind one that does not share its frame at a depth. */
  private int endStack(int stack, int depth) {
    int next = stack + 1;
    while (next < count && common[next] > depth) {
      next = fewer[next];
    }
    return next;
  }
}
