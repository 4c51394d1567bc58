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

  private final FlameStacks stacks;
  private final String[] texts;
  private final int[] keys;

  private FlameTree(Tally tally, FlameStacks stacks) {
    this.stacks = stacks;
    texts = new String[tally.names.size()];
    keys = new int[tally.names.size()];
    nameAll(tally);
  }

  /** The tree of all stacks of a tally. */
  public static FlameTree of(Tally tally) {
    FlameStacks stacks = new FlameStacks(tally.names.size());
    try {
      new FunctionStacks(tally).forEach(stacks::add);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    stacks.finish();
    return new FlameTree(tally, stacks);
  }

  /** Keeps the names that frames have, and a number for each. */
  private void nameAll(Tally tally) {
    CRC32 crc = new CRC32();
    for (int frame = 0; frame < stacks.frames(); frame++) {
      int name = stacks.name(frame);
      if (texts[name] == null) {
        String text = tally.names.text(name);
        texts[name] = text.isEmpty() ? UNKNOWN : text;
        crc.reset();
        crc.update(texts[name].getBytes(UTF_8));
        keys[name] = (int) crc.getValue();
      }
    }
  }

  /** How many frames there are, the root included. */
  public int size() {
    return stacks.frames() + 1;
  }

  /** About how many bytes of memory it takes. */
  public long bytes() {
    long bytes = stacks.bytes() + 12L * texts.length;
    for (String text : texts) {
      bytes += text == null ? 0 : BYTES_OF_NAME + text.length();
    }
    return bytes;
  }

  /** The function of a frame. */
  public String name(int frame) {
    return frame == 0 ? ROOT : texts[stacks.name(frame - 1)];
  }

  /**
   * A number of the name of a frame, the same in every tree: the CRC-32 of its UTF-8. Two names
   * with one number are possible and rare.
   */
  public int key(int frame) {
    return frame == 0 ? 0 : keys[stacks.name(frame - 1)];
  }

  /** The weight of all stacks that go through a frame. */
  public long weight(int frame) {
    return frame == 0 ? stacks.weight() : stacks.weight(frame - 1);
  }

  /** The weight of the stacks that end in a frame. */
  public long self(int frame) {
    return frame == 0 ? stacks.emptyWeight() : stacks.self(frame - 1);
  }

  /** The first frame that a frame called, when it is below its {@link #end}. */
  int first(int frame) {
    return frame + 1;
  }

  /** The frame after a frame and all that it called. */
  int next(int frame) {
    return frame == 0 ? size() : stacks.end(frame - 1) + 1;
  }

  /** The number after those of all that a frame called. */
  int end(int frame) {
    return frame == 0 ? size() : stacks.end(frame - 1) + 1;
  }

  /** The heaviest frame that a frame called with such a key, or -1. */
  int child(int frame, int key) {
    int found = -1;
    int end = end(frame);
    for (int child = first(frame); child < end; child = next(child)) {
      if (keys[stacks.name(child - 1)] == key && (found < 0 || weight(child) > weight(found))) {
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
