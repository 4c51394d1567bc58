package dev.pgohub.benchmarks.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** The table of what the broker stores for each fragment, in bytes. */
final class StateReport {

  private static final List<String> OUTPUTS =
      List.of("merged-profiles", "profile-generations", "profile-status");

  /**
   * What was measured over some fragments.
   *
   * @param name of the column
   * @param fragments how many
   * @param profileBytes of the profiles in them, gzip
   * @param bytes what the broker stored meanwhile
   */
  record Column(String name, int fragments, long profileBytes, TopicBytes bytes) {

    /** Bytes of all changelogs for a byte of the profiles. */
    double changelogRatio() {
      return (double) bytes.ofAllStores() / profileBytes;
    }
  }

  private final List<Column> columns;

  StateReport(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** As Markdown. */
  String table() {
    StringBuilder text = new StringBuilder();
    row(text, "bytes a fragment", columns.stream().map(Column::name).toList());
    row(text, "---", columns.stream().map(column -> "---").toList());
    row(text, "the fragment itself, gzip", Column::profileBytes);
    TreeSet<String> stores = new TreeSet<>();
    columns.forEach(column -> stores.addAll(column.bytes().stores()));
    for (String store : stores) {
      row(text, "changelog of " + store, column -> column.bytes().ofStore(store));
    }
    row(text, "**all changelogs**", column -> column.bytes().ofAllStores());
    row(
        text,
        "**all changelogs to the fragment**",
        columns.stream().map(c -> String.format(Locale.ROOT, "%.2f", c.changelogRatio())).toList());
    for (String topic : OUTPUTS) {
      row(text, topic, column -> column.bytes().ofTopic(topic));
    }
    return text.toString();
  }

  private void row(StringBuilder text, String title, ToDoubleFunction<Column> bytes) {
    List<String> cells = new ArrayList<>();
    for (Column column : columns) {
      cells.add(
          String.format(Locale.ROOT, "%,.0f", bytes.applyAsDouble(column) / column.fragments()));
    }
    row(text, title, cells);
  }

  private static void row(StringBuilder text, String title, List<String> cells) {
    text.append("| ").append(title).append(" | ").append(String.join(" | ", cells)).append(" |\n");
  }
}
