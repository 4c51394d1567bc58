package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order of names is that of their bytes. */
class NameOrderTest {

  private static final int NAMES = 5_000;

  @Test
  void sorted_manyNames_isTheOrderOfTheirBytes() {
    Random random = new Random(20261126);
    NameTable names = new NameTable();
    for (int i = 0; i < NAMES; i++) {
      // Names that begin alike, end within each other, and hold every byte.
      StringBuilder name = new StringBuilder("example.com/".repeat(random.nextInt(3)));
      int length = random.nextInt(12);
      for (int at = 0; at < length; at++) {
        name.append((char) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(2)));
      }
      byte[] bytes = name.toString().getBytes(ISO_8859_1);
      names.add(bytes, 0, bytes.length);
    }
    assertThat(NameOrder.sorted(names))
        .containsExactly(
            IntStream.range(0, names.size())
                .boxed()
                .sorted(names::compare)
                .mapToInt(Integer::intValue)
                .toArray());
  }

  @Test
  void sorted_longNamesThatBeginAlike_ends() {
    NameTable names = new NameTable();
    byte[] longest = "a".repeat(1 << 16).getBytes(ISO_8859_1);
    for (int length = longest.length; length > longest.length - 100; length--) {
      names.add(longest, 0, length);
    }
    int[] sorted = NameOrder.sorted(names);
    assertThat(sorted[0]).isZero();
    assertThat(names.length(sorted[1])).isEqualTo(longest.length - 99);
    assertThat(names.length(sorted[100])).isEqualTo(longest.length);
  }
}
