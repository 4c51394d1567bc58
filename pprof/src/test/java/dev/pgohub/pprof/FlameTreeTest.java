package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlameTreeTest {

  private static final FlameView.Limits ALL = new FlameView.Limits(0, 1000, 1_000_000);

  /** The stacks of a text such as {@code main;work 3}, with lines that differ. */
  private static Tally tally(String... stacks) {
    Tally tally = new Tally();
    long line = 1;
    for (String stack : stacks) {
      int blank = stack.lastIndexOf(' ');
      String[] functions = blank == 0 ? new String[0] : stack.substring(0, blank).split(";", -1);
      int[] leafFirst = new int[functions.length];
      for (int i = 0; i < functions.length; i++) {
        byte[] name = functions[i].getBytes(UTF_8);
        int function = tally.names.add(name, 0, name.length);
        leafFirst[functions.length - 1 - i] = tally.frames.add(function, 0, 1, line++);
      }
      tally.stacks.add(leafFirst, leafFirst.length, Long.parseLong(stack.substring(blank + 1)));
    }
    return tally;
  }

  private static String text(FlameView view) {
    return view.frames().stream()
        .map(
            frame ->
                " ".repeat(frame.depth())
                    + (frame.others() > 0 ? frame.others() + " others" : frame.name())
                    + " "
                    + frame.weight()
                    + (frame.self() > 0 ? " self " + frame.self() : "")
                    + (frame.before() > 0 ? " before " + frame.before() : ""))
        .collect(Collectors.joining("\n"));
  }

  private static FlameView view(FlameTree tree, int root, FlameView.Limits limits) {
    return FlameView.of(tree, root, limits, null, -1);
  }

  @Test
  void of_stacksWithCommonRoots_sumsThemUpByFunction() {
    FlameTree tree =
        FlameTree.of(tally("main;b;c 1", "main;a 2", "main;b;c 4", "main;b 8", "gc 16", " 32"));
    assertThat(text(view(tree, 0, ALL)))
        .isEqualTo(
            """
            all 63 self 32
             gc 16 self 16
             main 15
              a 2 self 2
              b 13 self 8
               c 5 self 5""");
    assertThat(tree.size()).isEqualTo(6);
    assertThat(tree.bytes()).isBetween(6 * 16L, 2000L);
  }

  @Test
  void of_nothing_isARootWithoutWeight() {
    assertThat(text(view(FlameTree.of(new Tally()), 0, ALL))).isEqualTo("all 0");
  }

  @Test
  void of_aFunctionThatCallsItself_hasAFrameForEachCall() {
    assertThat(text(view(FlameTree.of(tally("f;f;f 3", "f 1")), 0, ALL)))
        .isEqualTo("all 4\n f 4 self 1\n  f 3\n   f 3 self 3");
  }

  @Test
  void of_functionWithoutName_isCalledUnknown() {
    assertThat(text(view(FlameTree.of(tally("main; 3")), 0, ALL)))
        .isEqualTo("all 3\n main 3\n  [unknown] 3 self 3");
  }

  @Test
  void view_lightFrames_areSummedUp() {
    FlameTree tree = FlameTree.of(tally("a 90", "b 5", "c;d 4", "e 1"));
    assertThat(text(view(tree, 0, new FlameView.Limits(0.05, 10, 100))))
        .isEqualTo("all 100\n a 90 self 90\n b 5 self 5\n 2 others 5");
  }

  @Test
  void view_deepFrames_areSummedUp() {
    FlameTree tree = FlameTree.of(tally("a;b;c 2", "a;b;d 3"));
    assertThat(text(view(tree, 0, new FlameView.Limits(0, 1, 100))))
        .isEqualTo("all 5\n a 5\n  1 others 5");
  }

  @Test
  void view_moreFramesThanMayBe_keepsTheHeaviest() {
    FlameTree tree = FlameTree.of(tally("a;b 3", "c;d 9", "e 4"));
    assertThat(text(view(tree, 0, new FlameView.Limits(0, 10, 4))))
        .isEqualTo("all 16\n c 9\n  d 9 self 9\n e 4 self 4\n 1 others 3");
  }

  @Test
  void view_ofAWideTree_keepsTheHeaviest() {
    String[] stacks = new String[500];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = "f" + (1000 + i) + " " + (i * 37 % 500 + 1);
    }
    FlameView view = view(FlameTree.of(tally(stacks)), 0, new FlameView.Limits(0, 10, 6));
    assertThat(view.frames().stream().skip(1).limit(5).map(FlameView.Frame::weight))
        .containsExactlyInAnyOrder(500L, 499L, 498L, 497L, 496L);
    assertThat(view.frames().get(6).others()).isEqualTo(495);
  }

  @Test
  void follow_aWay_findsTheFramesOnIt() {
    FlameTree tree = FlameTree.of(tally("main;b;c 1", "main;a 2"));
    List<FlameView.Frame> all = view(tree, 0, ALL).frames();
    int main = all.get(1).key();
    int b = all.get(3).key();
    int[] frames = tree.follow(List.of(main, b));
    assertThat(frames).containsExactly(0, 1, 3);
    assertThat(text(view(tree, frames[2], ALL))).isEqualTo("b 1\n c 1 self 1");
    assertThat(tree.follow(List.of(main, 1, b))).containsExactly(0, 1);
  }

  @Test
  void view_withAnotherTree_hasTheWeightsBefore() {
    FlameTree before = FlameTree.of(tally("main;a 10", "main;gone 5", "main;b 1"));
    FlameTree after = FlameTree.of(tally("main;a 2", "main;b 1", "main;new 7"));
    assertThat(text(FlameView.of(after, 0, new FlameView.Limits(0.2, 9, 9), before, 0)))
        .isEqualTo(
            """
            all 10 before 16
             main 10 before 16
              a 2 self 2 before 10
              new 7 self 7
              1 others 1 before 6""");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void of_anyStacks_weighsEveryFrameByAllStacksThroughIt(long seed) {
    Random random = new Random(seed);
    Map<String, Long> expected = new TreeMap<>();
    String[] stacks = new String[300];
    for (int i = 0; i < stacks.length; i++) {
      int weight = 1 + random.nextInt(9);
      StringBuilder stack = new StringBuilder();
      expected.merge("", (long) weight, Long::sum);
      for (int depth = random.nextInt(8); depth > 0; depth--) {
        stack.append(stack.isEmpty() ? "" : ";").append("f").append(random.nextInt(4));
        expected.merge(stack.toString(), (long) weight, Long::sum);
      }
      expected.merge(stack + " itself", (long) weight, Long::sum);
      stacks[i] = stack + " " + weight;
    }
    Map<String, Long> found = new TreeMap<>();
    List<String> path = new ArrayList<>();
    for (FlameView.Frame frame : view(FlameTree.of(tally(stacks)), 0, ALL).frames()) {
      path.subList(Math.max(0, frame.depth() - 1), path.size()).clear();
      if (frame.depth() > 0) {
        path.add(frame.name());
      }
      String place = String.join(";", path);
      found.put(place, frame.weight());
      if (frame.self() > 0) {
        found.put(place + " itself", frame.self());
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void of_realStacks_weighsWhatTheyWeigh() throws InvalidProfileException {
    Tally tally = new Tally();
    new FragmentReader(ProfileLimits.DEFAULTS)
        .read(Corpus.bytes("fleet/apiserver/001.pprof"))
        .addTo(tally);
    FlameTree tree = FlameTree.of(tally);
    assertThat(tree.weight(0)).isEqualTo(tally.stackWeight());
    FlameView all = view(tree, 0, ALL);
    assertThat(all.frames()).hasSize(tree.size());
    assertThat(all.frames().stream().mapToLong(FlameView.Frame::self).sum())
        .isEqualTo(tally.stackWeight());
  }

  @Test
  void limits_outOfRange_areRefused() {
    assertThatThrownBy(() -> new FlameView.Limits(1.5, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FlameView.Limits(0, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
