package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which samples of a profile count: all, or those with one value of a label; and what there is of
 * each value. Of a label that a sample has twice, the last one counts. Not thread-safe.
 */
public final class LabelChoice {

  /** The most values that are told; samples with another one count where all do. */
  public static final int MAX_VALUES = 1_000;

  private static final int OTHER_KEY = -1;
  private static final int NO_VALUE = 0;

  private final byte[] keyBytes;
  private final @Nullable String wanted;
  private final Map<Integer, Integer> values = new HashMap<>(); // of strings in the profile
  private final List<String> names = new ArrayList<>();
  private long[] weights = new long[MAX_VALUES + 1];
  private int keyString;
  private int value;

  /**
   * A choice.
   *
   * @param key of the label
   * @param wanted the value that samples must have to count; null: all samples count
   */
  public LabelChoice(String key, @Nullable String wanted) {
    keyBytes = key.getBytes(UTF_8);
    this.wanted = wanted;
  }

  /** What the samples of each value weigh in the profile that was read last, by value. */
  public SortedMap<String, Long> weights() {
    SortedMap<String, Long> told = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      told.merge(names.get(i), weights[i + 1], Weights::add);
    }
    return Collections.unmodifiableSortedMap(told);
  }

  void begin() {
    values.clear();
    names.clear();
    weights = new long[MAX_VALUES + 1];
    keyString = OTHER_KEY;
  }

  void beginSample() {
    value = NO_VALUE;
  }

  /** Reads a label, which is what the reader is held to. */
  void read(WireReader in, PprofScan scan) throws InvalidProfileException {
    long keyIndex = 0;
    long text = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        keyIndex = in.varint();
      } else if (tag == (2 << 3)) {
        text = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    int of = scan.string(keyIndex);
    if (of != keyString && isKey(in, scan, of)) {
      keyString = of;
    }
    if (of == keyString && text != 0) {
      value = value(in, scan, scan.string(text));
    }
  }

  private int value(WireReader in, PprofScan scan, int string) {
    Integer known = values.get(string);
    if (known != null) {
      return known;
    }
    if (names.size() == MAX_VALUES) {
      return NO_VALUE;
    }
    names.add(text(in, scan, string));
    values.put(string, names.size());
    return names.size();
  }

  /** Costs no more than the key is long: every label may name another string, however long. */
  private boolean isKey(WireReader in, PprofScan scan, int string) {
    int from = scan.strings.from(string);
    int to = scan.strings.to(string);
    return Arrays.equals(in.array(), from, to, keyBytes, 0, keyBytes.length);
  }

  private static String text(WireReader in, PprofScan scan, int string) {
    int from = scan.strings.from(string);
    return new String(in.array(), from, scan.strings.to(string) - from, UTF_8);
  }

  /** Whether the sample at hand counts. */
  boolean takes(long weight) {
    if (value != NO_VALUE) {
      weights[value] = Weights.add(weights[value], weight);
    }
    return wanted == null || (value != NO_VALUE && names.get(value - 1).equals(wanted));
  }
}
