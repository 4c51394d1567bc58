package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The stacks of a tally as a tree of functions, from the root on: what a flame graph shows. A frame
 * weighs what all stacks weigh that go through it; lines and files are gone. Frames are numbered
 * from 0, the root that stands for all stacks, in the order in which one walks the tree; those that
 * a frame called stand by their names.
 *
 * <p>The same stacks always give the same tree. A snapshot; immutable, thread-safe.
 */
public final class FlameTree {

  /** The name of the root. */
  public static final String ROOT = "all";

  /** The name of a function that has none. */
  public static final String UNKNOWN = "[unknown]";

  /** About what an object of a name takes beside its characters. */
  private static final int BYTES_OF_NAME = 64;

  private int size = 1;
  private int[] names = new int[64];
  private int[] ends = new int[64];
  private long[] weights = new long[64];
  private String[] texts;
  private int[] keys;

  private FlameTree(Tally tally) {
    texts = new String[tally.names.size()];
    keys = new int[tally.names.size()];
  }

  /** The tree of all stacks of a tally. */
  public static FlameTree of(Tally tally) {
    FlameTree tree = new FlameTree(tally);
    Growth growth = tree.new Growth();
    try {
      new FunctionStacks(tally).forEach(growth::add);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    growth.leave(0);
    tree.ends[0] = tree.size;
    tree.nameAll(tally);
    return tree;
  }

  /** Adds stacks that come in order, so that a frame's stacks come one after the other. */
  private final class Growth {

    private int[] open = new int[64];
    private int depth;

    void add(int[] rootFirst, int frames, long weight) {
      int common = 0;
      while (common < Math.min(depth, frames) && names[open[common]] == rootFirst[common]) {
        common++;
      }
      leave(common);
      if (frames > open.length) {
        open = Arrays.copyOf(open, frames * 2);
      }
      for (; depth < frames; depth++) {
        open[depth] = append(rootFirst[depth]);
      }
      weights[0] = Weights.add(weights[0], weight);
      for (int i = 0; i < depth; i++) {
        weights[open[i]] = Weights.add(weights[open[i]], weight);
      }
    }

    void leave(int to) {
      while (depth > to) {
        ends[open[--depth]] = size;
      }
    }

    private int append(int name) {
      if (size == names.length) {
        names = Arrays.copyOf(names, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
        weights = Arrays.copyOf(weights, size * 2);
      }
      names[size] = name;
      return size++;
    }
  }

  /** Keeps the names that frames have, and a number for each. */
  private void nameAll(Tally tally) {
    CRC32 crc = new CRC32();
    for (int frame = 1; frame < size; frame++) {
      int name = names[frame];
      if (texts[name] == null) {
        String text = tally.names.text(name);
        texts[name] = text.isEmpty() ? UNKNOWN : text;
        crc.reset();
        crc.update(texts[name].getBytes(UTF_8));
        keys[name] = (int) crc.getValue();
      }
    }
    names = Arrays.copyOf(names, size);
    ends = Arrays.copyOf(ends, size);
    weights = Arrays.copyOf(weights, size);
  }

  /** How many frames there are, the root included. */
  public int size() {
    return size;
  }

  /** About how many bytes of memory it takes. */
  public long bytes() {
    long bytes = 16L * size + 12L * texts.length;
    for (String text : texts) {
      bytes += text == null ? 0 : BYTES_OF_NAME + text.length();
    }
    return bytes;
  }

  /** The function of a frame. */
  public String name(int frame) {
    return frame == 0 ? ROOT : texts[names[frame]];
  }

  /**
   * A number of the name of a frame, the same in every tree: the CRC-32 of its UTF-8. Two names
   * with one number are possible and rare.
   */
  public int key(int frame) {
    return frame == 0 ? 0 : keys[names[frame]];
  }

  /** The weight of all stacks that go through a frame. */
  public long weight(int frame) {
    return weights[frame];
  }

  /** The weight of the stacks that end in a frame. */
  public long self(int frame) {
    long called = 0;
    for (int child = first(frame); child < ends[frame]; child = next(child)) {
      called = Weights.add(called, weights[child]);
    }
    return weights[frame] - called;
  }

  /** The first frame that a frame called, when it is below its {@link #end}. */
  int first(int frame) {
    return frame + 1;
  }

  /** The frame after a frame and all that it called. */
  int next(int frame) {
    return ends[frame];
  }

  /** The number after those of all that a frame called. */
  int end(int frame) {
    return ends[frame];
  }

  /** The heaviest frame that a frame called with such a key, or -1. */
  int child(int frame, int key) {
    int found = -1;
    for (int child = first(frame); child < ends[frame]; child = next(child)) {
      if (keys[names[child]] == key && (found < 0 || weights[child] > weights[found])) {
        found = child;
      }
    }
    return found;
  }

  /**
   * The frames on a way from the root down, the root included.
   *
   * @param way keys of the functions, without the root
   * @return as many as there are: fewer than asked for when the way ends early
   */
  public int[] follow(List<Integer> way) {
    int[] frames = new int[way.size() + 1];
    int found = 1;
    for (int key : way) {
      int child = child(frames[found - 1], key);
      if (child < 0) {
        break;
      }
      frames[found++] = child;
    }
    return Arrays.copyOf(frames, found);
  }
}
