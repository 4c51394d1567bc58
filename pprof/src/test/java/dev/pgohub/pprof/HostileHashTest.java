package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/**
 * Names, frames, edges, stacks and ids that would all stand at one place of a table, were its hash
 * one that is known ({@link FixedHash}): every one of them would have to be passed on the way to
 * the next.
 */
class HostileHashTest {

  private static final int COUNT = 2048;
  private static final int PASSED = 200; // of so many random hashes fewer, but for once in 10¹³

  /** A good hash whose steps are known: a multiplication by an odd number and a shift. */
  private static final class FixedHash {

    static final long FACTOR = 0x9E3779B97F4A7C15L;

    static long mix(long hash, long value) {
      long mixed = (hash ^ value) * FACTOR;
      return mixed ^ mixed >>> 32;
    }

    /** What {@link #mix} makes this of, when the other one is 0. */
    static long unmix(long hash) {
      long inverse = FACTOR;
      for (int bits = 3; bits < Long.SIZE; bits *= 2) {
        inverse *= 2 - FACTOR * inverse;
      }
      return (hash ^ hash >>> 32) * inverse;
    }
  }

  @Test
  void names_thatDifferSoThatASeedDoesNotHelp_areFoundAtOnce() {
    NameTable names = new NameTable();
    long first = 0;
    for (int number = 0; number < COUNT; number++) {
      ByteBuffer name = ByteBuffer.allocate(24 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long hash = name.capacity();
      for (int bit = 0; name.hasRemaining(); bit++) {
        // The highest bit comes out as itself and the one that the shift makes of it.
        boolean isSet = (number >>> bit & 1) != 0;
        name.putLong(isSet ? Long.MIN_VALUE : 0);
        hash = FixedHash.mix(hash, isSet ? Long.MIN_VALUE : 0);
        name.putLong(isSet ? Long.MIN_VALUE | 1L << 31 : 0);
        hash = FixedHash.mix(hash, isSet ? Long.MIN_VALUE | 1L << 31 : 0);
      }
      first = number == 0 ? hash : first;
      assertThat(hash).isEqualTo(first);
      names.add(name.array(), 0, name.capacity());
    }
    assertThat(names.size()).isEqualTo(COUNT + 1);
    assertThat(longestWay(names.index)).isLessThan(PASSED);
  }

  @Test
  void frames_whoseLinesMakeUpForTheirStartLines_areFoundAtOnce() {
    FrameTable frames = new FrameTable();
    CallGraph graph = new CallGraph();
    long function = FixedHash.mix(FixedHash.mix(0, 1), 0);
    for (int start = 0; start < COUNT; start++) {
      long line = FixedHash.mix(function, start);
      assertThat(FixedHash.mix(FixedHash.mix(function, start), line)).isZero();
      frames.add(1, 0, start, line);
      graph.node(1, 0, start, line);
    }
    assertThat(longestWay(frames.index)).isLessThan(PASSED);
    assertThat(longestWay(graph.nodeIndex)).isLessThan(PASSED);
  }

  @Test
  void edges_whoseOffsetsMakeUpForTheirNames_areFoundAtOnce() {
    EdgeTable edges = new EdgeTable();
    for (int caller = 0; caller < COUNT; caller++) {
      long names = FixedHash.mix(FixedHash.mix(0, caller), 1);
      assertThat(FixedHash.mix(names, names)).isZero();
      edges.add(caller, 1, names, 1);
    }
    assertThat(longestWay(edges.index)).isLessThan(PASSED);
  }

  @Test
  void stacks_thatWereSoughtUntilTheyStoodAtOnePlace_areFoundAtOnce() {
    StackTable stacks = new StackTable();
    long factor = 0xD6E8FEB86659FD93L;
    for (int leaf = 0; stacks.size() < COUNT; leaf++) {
      for (int root = 0; root < 1 << 12; root++) {
        long ends = (3 * factor + leaf) * factor + root;
        int hash = (int) FixedHash.mix(FixedHash.mix(0, ends), 7);
        if (((hash ^ hash >>> 16) & 2 * COUNT - 1) == 0) {
          stacks.add(new int[] {leaf, 7, root}, 3, 1);
        }
      }
    }
    assertThat(longestWay(stacks.index)).isLessThan(PASSED);
  }

  @Test
  void stacks_whoseTwoHalvesAreTheSame_areFoundAtOnce() {
    StackTable stacks = new StackTable();
    for (int frame = 0; frame < COUNT; frame++) {
      stacks.add(new int[] {frame, 1, 2, 3, frame, 1, 2, 3}, 8, 1);
    }
    assertThat(longestWay(stacks.index)).isLessThan(PASSED);
  }

  @Test
  void ids_thatComeOutAlike_areFoundAtOnce() {
    IdIndex ids = new IdIndex();
    for (long number = 1; number <= COUNT; number++) {
      long id = FixedHash.unmix(number << 32);
      assertThat((int) FixedHash.mix(0, id)).isZero();
      assertThat(ids.add(id)).isTrue();
    }
    assertThat(longestWay(ids.sparse)).isLessThan(PASSED);
  }

  /** How many other entries are passed, at most, on the way to one. */
  private static int longestWay(HashIndex index) {
    int longest = 0;
    for (int entry = 0; entry < index.size(); entry++) {
      int way = 0;
      for (int slot = index.first(index.hash(entry));
          index.entry(slot) != entry;
          slot = index.next(slot)) {
        way++;
      }
      longest = Math.max(longest, way);
    }
    return longest;
  }
}
