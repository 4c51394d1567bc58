package dev.pgohub.schemas;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody who mistyped a name may have meant. */
public final class NearestName {

  private NearestName() {}

  /**
   * The known name from which another one differs by the fewest characters that must be put in,
   * left out or replaced; of several, the first in the order of characters.
   *
   * @param known at least one
   */
  public static String of(String name, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(other -> distance(name, other))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
