package dev.pgohub.examples;

import java.util.ArrayList;
import java.util.List;

/** What somebody wants to buy. */
record Cart(List<Item> items) {

  /**
   * One line of a cart.
   *
   * @param cents price of one piece
   */
  record Item(String article, int quantity, long cents) {
    long total() {
      return quantity * cents;
    }
  }

  /**
   * Reads lines of {@code article;quantity;price}; a price has two decimals.
   *
   * @throws IllegalArgumentException when a line is none; the message says which
   */
  static Cart parse(String text) {
    List<Item> items = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        items.add(parseLine(line.strip(), number));
      }
    }
    return new Cart(items);
  }

  private static Item parseLine(String line, int number) {
    String[] fields = line.split(";", -1);
    try {
      return new Item(fields[0], Integer.parseInt(fields[1]), parseCents(fields[2]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "line " + number + " is not article;quantity;price: " + line, e);
    }
  }

  private static long parseCents(String price) {
    int point = price.indexOf('.');
    if (point != price.length() - 3) {
      throw new NumberFormatException(price);
    }
    return Long.parseLong(price.substring(0, point)) * 100
        + Long.parseLong(price.substring(point + 1));
  }
}
