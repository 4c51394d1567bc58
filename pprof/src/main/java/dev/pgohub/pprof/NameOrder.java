package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * Sorts names of a table by their bytes, as unsigned numbers: three bytes at a time, behind what
 * the names at hand have in common. Names of one program begin alike, so that a comparison of two
 * reads much that is the same each time. Not thread-safe.
 */
final class NameOrder {

  private static final int AT_A_TIME = 3;
  private static final int FEW = 12; // so few names are compared as a whole

  private final NameTable names;
  private final byte[] bytes;
  private final long[] keys; // what decides at the depth at hand, then the name's number
  private final int[] sorted;
  private int[] todo = new int[3 * 64]; // from, to, depth: groups that are alike so far
  private int todoSize;

  private NameOrder(NameTable names, int[] some) {
    this.names = names;
    this.bytes = names.bytes();
    this.keys = new long[some.length];
    this.sorted = some;
  }

  /** All names of a table, in order. */
  static int[] sorted(NameTable names) {
    boolean[] all = new boolean[names.size()];
    Arrays.fill(all, true);
    return sorted(names, all);
  }

  /** Some names of a table, in order. */
  static int[] sorted(NameTable names, boolean[] isWanted) {
    int[] some = new int[isWanted.length];
    int count = 0;
    for (int name = 0; name < isWanted.length; name++) {
      if (isWanted[name]) {
        some[count++] = name;
      }
    }
    NameOrder order = new NameOrder(names, Arrays.copyOf(some, count));
    order.later(0, order.sorted.length, 0);
    while (order.todoSize > 0) {
      order.todoSize -= 3;
      order.sort(
          order.todo[order.todoSize],
          order.todo[order.todoSize + 1],
          order.todo[order.todoSize + 2]);
    }
    return order.sorted;
  }

  private void later(int from, int to, int depth) {
    if (todoSize == todo.length) {
      todo = Arrays.copyOf(todo, todoSize * 2);
    }
    todo[todoSize++] = from;
    todo[todoSize++] = to;
    todo[todoSize++] = depth;
  }

  /** Sorts a group of names that have so many bytes in common. */
  private void sort(int from, int to, int commonBefore) {
    if (to - from <= FEW) {
      insert(from, to, commonBefore);
      return;
    }
    int depth = common(from, to, commonBefore);
    for (int i = from; i < to; i++) {
      keys[i] = key(sorted[i], depth) << Integer.SIZE | sorted[i];
    }
    Arrays.sort(keys, from, to);
    int group = from;
    for (int i = from; i < to; i++) {
      sorted[i] = (int) keys[i];
      if (keys[i] >>> Integer.SIZE != keys[group] >>> Integer.SIZE) {
        group(group, i, depth);
        group = i;
      }
    }
    group(group, to, depth);
  }

  private void group(int from, int to, int depth) {
    if (to - from > 1) {
      later(from, to, depth + AT_A_TIME);
    }
  }

  /** The next bytes, and how many these are: a name that ends comes before one that goes on. */
  private long key(int name, int depth) {
    int at = names.start(name) + depth;
    int left = Math.min(AT_A_TIME, names.length(name) - depth);
    int key = 0;
    for (int i = 0; i < AT_A_TIME; i++) {
      key = key << Byte.SIZE | (i < left ? bytes[at + i] & 0xff : 0);
    }
    return key << 2 | left;
  }

  /** How many bytes all names of a group have in common, when it is known of the first ones. */
  private int common(int from, int to, int commonBefore) {
    int first = names.start(sorted[from]);
    int common = names.length(sorted[from]);
    for (int i = from + 1; i < to && common > commonBefore; i++) {
      int other = names.start(sorted[i]);
      int limit = Math.min(common, names.length(sorted[i]));
      int differs =
          Arrays.mismatch(
              bytes,
              first + commonBefore,
              first + limit,
              bytes,
              other + commonBefore,
              other + limit);
      common = differs < 0 ? limit : commonBefore + differs;
    }
    return common;
  }

  private void insert(int from, int to, int common) {
    for (int i = from + 1; i < to; i++) {
      int name = sorted[i];
      int at = i;
      for (; at > from && isBefore(name, sorted[at - 1], common); at--) {
        sorted[at] = sorted[at - 1];
      }
      sorted[at] = name;
    }
  }

  private boolean isBefore(int a, int b, int common) {
    int startA = names.start(a);
    int startB = names.start(b);
    return Arrays.compareUnsigned(
            bytes,
            startA + common,
            startA + names.length(a),
            bytes,
            startB + common,
            startB + names.length(b))
        < 0;
  }
}
