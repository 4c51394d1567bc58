package dev.pgohub.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MarksTest {

  private static Map<String, Long> sum(IntStream fragments) {
    Map<String, Long> sum = new HashMap<>();
    fragments.forEach(number -> sum.merge(Marks.function(number), Marks.weight(number), Long::sum));
    return sum;
  }

  private static final Map<String, Long> ALL = sum(IntStream.range(0, Marks.MAX));

  @Test
  void allOnce_isClean() {
    assertThat(Marks.compare(ALL, ALL)).isEqualTo(new Marks.Found(0, 0));
  }

  @Test
  void missingFragments_areLost_eachOfThem() {
    Map<String, Long> found = sum(IntStream.range(0, Marks.MAX).filter(n -> n != 5 && n != 133));
    assertThat(Marks.compare(ALL, found)).isEqualTo(new Marks.Found(2, 0));
  }

  @Test
  void fragmentsCountedAgain_areDoubled_eachOfThem() {
    Map<String, Long> found =
        sum(IntStream.concat(IntStream.range(0, 500), IntStream.of(0, 128, 3)));
    assertThat(Marks.compare(sum(IntStream.range(0, 500)), found)).isEqualTo(new Marks.Found(0, 3));
  }

  @Test
  void nothing_isAllLost() {
    assertThat(Marks.compare(ALL, Map.of())).isEqualTo(new Marks.Found(Marks.MAX, 0));
  }
}
