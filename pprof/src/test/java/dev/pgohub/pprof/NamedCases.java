package dev.pgohub.pprof;

import java.util.LinkedHashMap;
import java.util.Map;

/** What has broken mergers before: a profile for each case, its functions named after it. */
final class NamedCases {

  private NamedCases() {}

  /** By name; all can be merged with each other, and read by Go's tools. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> cases = new LinkedHashMap<>();
    cases.put("recursion", recursion());
    cases.put("inlined frames", inlined());
    cases.put("a line that is leaf and caller, and two calls on it", leafAndCaller());
    cases.put("generics and closures", genericsAndClosures());
    cases.put("one build", build(0x1000, 1, 10, 10_000_000));
    cases.put("another build, moved and sampled twice as often", build(0x77000, 40, 25, 5_000_000));
    cases.put("ids in no order, far apart", unsortedIds());
    cases.put("locations without lines", withoutLines());
    cases.put("samples that count nothing", zeros());
    cases.put("stacks of no and of one location", shortStacks());
    return cases;
  }

  private static byte[] recursion() {
    return TestProfile.cpu()
        .function(1, "recursion.fib", 10)
        .function(2, "recursion.even", 30)
        .function(3, "recursion.odd", 40)
        .location(1, 0x10, 1, 12)
        .location(2, 0x18, 1, 12) // the same line at another address
        .location(3, 0x20, 2, 31)
        .location(4, 0x30, 3, 41)
        .location(5, 0x40, 1, 10) // on the function's own first line
        .sample(5, 1, 1, 1)
        .sample(7, 1, 2, 1)
        .sample(11, 3, 4, 3)
        .sample(13, 4, 3)
        .sample(17, 5, 5)
        .sample(19, 5, 1)
        .bytes();
  }

  private static byte[] inlined() {
    return TestProfile.cpu()
        .function(1, "inlined.tiny", 5)
        .function(2, "inlined.small", 15)
        .function(3, "inlined.big", 25)
        .location(1, 0x10, 1, 6, 2, 16, 3, 27)
        .location(2, 0x20, 2, 17, 3, 28)
        .location(3, 0x30, 1, 6, 1, 7, 2, 18) // tiny in tiny
        .sample(3, 1, 2)
        .sample(5, 2, 1)
        .sample(7, 3, 2, 1)
        .sample(9, 3)
        .bytes();
  }

  private static byte[] leafAndCaller() {
    return TestProfile.cpu()
        .function(1, "line.leaf", 5)
        .function(2, "line.other", 15)
        .function(3, "line.caller", 25)
        .function(4, "line.main", 35)
        .location(1, 0x10, 1, 6)
        .location(2, 0x20, 2, 16)
        .location(3, 0x30, 3, 27)
        .location(4, 0x38, 3, 27)
        .location(5, 0x40, 4, 36)
        .sample(2, 1, 3, 5)
        .sample(3, 2, 4, 5)
        .sample(5, 1, 4, 5)
        .sample(7, 3, 5)
        .sample(9, 4, 5)
        .bytes();
  }

  private static byte[] genericsAndClosures() {
    return TestProfile.cpu()
        .function(1, "generic.Map[go.shape.int,go.shape.string]", 5)
        .function(2, "generic.Map[go.shape.*uint8,go.shape.string]", 5)
        .function(3, "generic.run.func1", 16)
        .function(4, "generic.run.func1.2", 18)
        .function(5, "generic.(*List[...]).Len-fm", 40)
        .location(1, 0x10, 1, 6)
        .location(2, 0x20, 2, 6)
        .location(3, 0x30, 3, 17)
        .location(4, 0x40, 4, 19)
        .location(5, 0x50, 5, 40)
        .sample(2, 1, 3)
        .sample(3, 2, 3)
        .sample(5, 4, 3)
        .sample(7, 5, 4, 3)
        .bytes();
  }

  private static byte[] build(long base, long idBase, long startLine, long periodNanos) {
    return new TestProfile()
        .valueType(1, "samples", "count")
        .valueType(1, "cpu", "nanoseconds")
        .valueType(11, "cpu", "nanoseconds")
        .number(12, periodNanos)
        .function(idBase + 1, "build.callee", startLine + 100)
        .function(idBase, "build.caller", startLine)
        .location(idBase, base, idBase, startLine + 3)
        .location(idBase + 1, base + 8, idBase + 1, startLine + 101)
        .location(idBase + 2, base + 16, idBase, startLine + 3)
        .sample(startLine, idBase + 1, idBase)
        .sample(2, idBase + 1, idBase + 2)
        .bytes();
  }

  private static byte[] unsortedIds() {
    return TestProfile.cpu()
        .sample(4, 1L << 40, 3)
        .location(3, 0x10, -7, 44)
        .location(1L << 40, 0x20, 900, 12)
        .function(900, "ids.leaf", 11)
        .function(-7, "ids.caller", 40)
        .sample(6, 3, 1L << 40)
        .bytes();
  }

  private static byte[] withoutLines() {
    return TestProfile.cpu()
        .function(1, "nolines.leaf", 5)
        .location(1, 0x10, 1, 6)
        .location(2, 0x20)
        .location(3, 0x30)
        .sample(2, 1, 2)
        .sample(3, 2, 1)
        .sample(5, 2, 3)
        .bytes();
  }

  private static byte[] zeros() {
    return TestProfile.cpu()
        .function(1, "zeros.leaf", 5)
        .function(2, "zeros.caller", 15)
        .location(1, 0x10, 1, 6)
        .location(2, 0x20, 2, 16)
        .sample(0, 1, 2)
        .sample(0, 2, 1)
        .sample(1, 1, 1)
        .bytes();
  }

  private static byte[] shortStacks() {
    return TestProfile.cpu()
        .function(1, "short.only", 5)
        .location(1, 0x10, 1, 6)
        .sample(3)
        .sample(4, 1)
        .bytes();
  }
}
