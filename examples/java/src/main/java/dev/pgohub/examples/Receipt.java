package dev.pgohub.examples;

import dev.pgohub.examples.Cart.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A cart as a text for people, with a checksum below. */
final class Receipt {

  private Receipt() {}

  static String of(Cart cart) {
    List<Item> items = new ArrayList<>(unite(cart.items()));
    items.sort(Comparator.comparingLong(Item::total).reversed().thenComparing(Item::article));
    StringBuilder text = new StringBuilder();
    long sum = 0;
    for (Item item : items) {
      sum += item.total();
      text.append(
          String.format(
              "%-24s %4d x %9s %11s%n",
              item.article(), item.quantity(), euros(item.cents()), euros(item.total())));
    }
    text.append(String.format("%-24s %28s%n", "total", euros(sum)));
    return text.append(String.format("%016x%n", checksum(text))).toString();
  }

  /** Equal articles of equal prices are one line. */
  private static List<Item> unite(List<Item> items) {
    Map<String, List<Item>> byArticle =
        items.stream()
            .collect(
                Collectors.groupingBy(
                    item -> item.article() + "@" + item.cents(),
                    TreeMap::new,
                    Collectors.toList()));
    return byArticle.values().stream()
        .map(
            same ->
                new Item(
                    same.get(0).article(),
                    same.stream().mapToInt(Item::quantity).sum(),
                    same.get(0).cents()))
        .toList();
  }

  private static String euros(long cents) {
    return String.format("%d.%02d", cents / 100, cents % 100);
  }

  /** FNV-1a of 64 bits, many times over, as a stand-in for a signature. */
  private static long checksum(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int round = 0; round < 32; round++) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
    }
    return hash;
  }
}
