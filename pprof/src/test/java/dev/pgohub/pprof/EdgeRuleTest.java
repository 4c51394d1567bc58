package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler makes of a sample, case by case. */
class EdgeRuleTest {

  @Test
  void sample_withTwoLocations_givesTheEdgeOfItsLeaf() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "leaf", 10)
                    .function(2, "caller", 20)
                    .function(3, "main", 30)
                    .location(1, 0x10, 1, 12)
                    .location(2, 0x20, 2, 25)
                    .location(3, 0x30, 3, 31)
                    .sample(7, 1, 2, 3)))
        .isEqualTo("caller\nleaf\n5 7\n");
  }

  @Test
  void inlinedFrames_ofTheTwoLeafLocations_areEdgesToo() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "inlined", 1)
                    .function(2, "leaf", 10)
                    .function(3, "inCaller", 100)
                    .function(4, "caller", 200)
                    .location(1, 0x10, 1, 2, 2, 13)
                    .location(2, 0x20, 3, 104, 4, 205)
                    .sample(3, 1, 2)))
        .isEqualTo("caller\ninCaller\n5 3\ninCaller\nleaf\n4 3\nleaf\ninlined\n3 3\n");
  }

  @Test
  void recursion_throughOneAddress_isNoEdge() {
    assertThat(
            edges(TestProfile.cpu().function(1, "fib", 1).location(1, 0x10, 1, 3).sample(5, 1, 1)))
        .isEmpty();
  }

  @Test
  void recursion_throughTwoAddresses_isAnEdge() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "fib", 1)
                    .location(1, 0x10, 1, 3)
                    .location(2, 0x20, 1, 3)
                    .sample(5, 1, 2)))
        .isEqualTo("fib\nfib\n2 5\n");
  }

  @Test
  void pairOfNodes_twiceInASample_countsOnce() {
    // a inlined into b inlined into a inlined into b, all at one address and line each.
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "a", 1)
                    .function(2, "b", 1)
                    .location(1, 0x10, 1, 2, 2, 2, 1, 2, 2, 2)
                    .sample(5, 1)))
        .isEqualTo("a\nb\n1 5\nb\na\n1 5\n");
  }

  @Test
  void twoCalls_onALine_addUp() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "leaf", 1)
                    .function(2, "caller", 1)
                    .location(1, 0x10, 1, 2)
                    .location(2, 0x20, 2, 4)
                    .location(3, 0x28, 2, 4)
                    .sample(5, 1, 2)
                    .sample(6, 1, 3)))
        .isEqualTo("caller\nleaf\n3 11\n");
  }

  @Test
  void function_thatMoved_staysOneNode() {
    Run before =
        Corpus.run(
            TestProfile.cpu()
                .function(1, "leaf", 1)
                .function(2, "caller", 100)
                .location(1, 0x10, 1, 2)
                .location(2, 0x20, 2, 104)
                .sample(5, 1, 2)
                .bytes());
    Run after =
        Corpus.run(
            TestProfile.cpu()
                .function(1, "leaf", 1)
                .function(2, "caller", 200)
                .location(1, 0x10, 1, 2)
                .location(2, 0x20, 2, 204)
                .sample(6, 1, 2)
                .bytes());

    assertThat(ProfileText.edges(Tally.of(List.of(before, after))))
        .endsWith("caller\nleaf\n4 11\n");
  }

  @Test
  void location_withoutLines_isANamelessNode() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "leaf", 1)
                    .location(1, 0x10, 1, 2)
                    .location(2, 0x20)
                    .sample(5, 1, 2)))
        .isEqualTo("\nleaf\n0 5\n");
  }

  @Test
  void line_thatIsLeafAndCaller_isBoth() {
    assertThat(
            edges(
                TestProfile.cpu()
                    .function(1, "leaf", 1)
                    .function(2, "caller", 1)
                    .function(3, "main", 1)
                    .location(1, 0x10, 1, 2)
                    .location(2, 0x20, 2, 4)
                    .location(3, 0x30, 3, 9)
                    .sample(5, 1, 2, 3)
                    .sample(4, 2, 3)))
        .isEqualTo("caller\nleaf\n3 5\nmain\ncaller\n8 4\n");
  }

  @Test
  void callAboveTheStartLine_hasANegativeOffset_throughEveryWriting() {
    Run run =
        Corpus.run(
            TestProfile.cpu()
                .function(1, "leaf", 1)
                .function(2, "caller", 100)
                .location(1, 0x10, 1, 2)
                .location(2, 0x20, 2, 90)
                .sample(5, 1, 2)
                .bytes());
    byte[] written = CanonicalWriter.defaultPgo(Tally.of(List.of(run)));

    assertThat(ProfileText.edges(Tally.of(List.of(Corpus.run(written)))))
        .endsWith("caller\nleaf\n-10 5\n");
  }

  @Test
  void deepStack_keepsItsLeafEnd_andIsMarked() throws InvalidProfileException {
    ProfileLimits limits = new ProfileLimits(1 << 20, 10, 3, 100, 100, true);
    Run run =
        new FragmentReader(limits)
            .read(
                TestProfile.cpu()
                    .function(1, "f", 1)
                    .location(1, 1, 1, 1)
                    .location(2, 2, 1, 2)
                    .location(3, 3, 1, 3)
                    .location(4, 4, 1, 4)
                    .location(5, 5, 1, 5)
                    .sample(5, 1, 2, 3, 4, 5)
                    .bytes())
            .run();

    assertThat(ProfileText.stacks(Tally.of(List.of(run))))
        .isEqualTo("5\tf:1:1;f:1:2;f:1:3;[truncated]:0:0\n");
  }

  private static String edges(TestProfile profile) {
    String text = ProfileText.edges(Tally.of(List.of(Corpus.run(profile.bytes()))));
    return text.substring(text.indexOf('\n') + 1);
  }
}
