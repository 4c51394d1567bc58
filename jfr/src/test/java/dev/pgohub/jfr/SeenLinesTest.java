package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeenLinesTest {

  private static final int BITS = 10;

  @Test
  void methods_whoseHashesAreTheSame_areToldApartByTheirOrder() {
    List<SeenLines.Method> methods = new ArrayList<>();
    for (int number = 0; number < 1 << BITS; number++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < BITS; bit++) {
        name.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
      }
      methods.add(new SeenLines.Method("Main", name.toString(), "()V"));
    }

    assertThat(methods).extracting(Object::hashCode).containsOnly(methods.get(0).hashCode());
    assertThat(new TreeSet<>(methods)).hasSize(methods.size());
    // What a map asks for before it makes use of an order.
    assertThat(SeenLines.Method.class.getGenericInterfaces())
        .extracting(Object::toString)
        .containsExactly("java.lang.Comparable<dev.pgohub.jfr.SeenLines$Method>");
  }
}
