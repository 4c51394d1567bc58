package dev.pgohub.schemas;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The form of a field of a policy. */
public sealed interface PolicyValue {

  /**
   * The one text that means the same as another one.
   *
   * @throws IllegalArgumentException when the text does not have the form, or is out of range
   */
  String canonical(String text);

  /** The form and the range, for people. */
  String right();

  /**
   * A whole number.
   *
   * @param least the smallest
   * @param most the largest
   */
  record Count(long least, long most) implements PolicyValue {
    @Override
    public String canonical(String text) {
      return Long.toString(require(Long.parseLong(text), least, most));
    }

    @Override
    public String right() {
      return "a whole number, " + least + " to " + most;
    }
  }

  /**
   * A share, up to 1.
   *
   * @param least the smallest
   */
  record Share(double least) implements PolicyValue {

    Share() {
      this(0);
    }

    @Override
    public String canonical(String text) {
      return Double.toString(require(Double.parseDouble(text), least, 1.0));
    }

    @Override
    public String right() {
      return "a share, " + (least == 0 ? "0" : Double.toString(least)) + " to 1";
    }
  }

  /**
   * A length of time: a number and {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}.
   *
   * @param least the shortest
   * @param most the longest
   * @param mayBeNone whether {@code none} is one, too
   */
  record Span(Duration least, Duration most, boolean mayBeNone) implements PolicyValue {

    static final Duration LONGEST = Duration.ofDays(36_500);
    static final String NONE = "none";

    Span(Duration least, Duration most) {
      this(least, most, false);
    }

    @Override
    public String canonical(String text) {
      if (mayBeNone && text.equals(NONE)) {
        return NONE;
      }
      return Spans.text(require(Spans.parse(text), least, most));
    }

    @Override
    public String right() {
      return "a length of time like 90s, "
          + Spans.text(least)
          + " to "
          + Spans.text(most)
          + (mayBeNone ? ", or " + NONE : "");
    }
  }

  /**
   * One of some words.
   *
   * @param words all of them
   */
  record Choice(List<String> words) implements PolicyValue {

    /** Takes the words. */
    public Choice {
      words = List.copyOf(words);
    }

    Choice(String... words) {
      this(List.of(words));
    }

    Choice(Class<? extends Enum<?>> type) {
      this(Arrays.stream(type.getEnumConstants()).map(Choice::word).toList());
    }

    // Not in Policy, whose first use needs the fields, which need this.
    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String canonical(String text) {
      if (!words.contains(text)) {
        throw new IllegalArgumentException(text);
      }
      return text;
    }

    @Override
    public String right() {
      return String.join(" or ", words);
    }
  }

  /** Weights of modes, like {@code serve=3,batch=1}; {@code =1} is the weight of no mode. */
  record Modes() implements PolicyValue {

    private static final int MAX_MODES = 64;
    private static final long MAX_WEIGHT = 1_000_000;

    static Map<String, Long> parse(String text) {
      Map<String, Long> modes = new TreeMap<>();
      for (String piece : text.isEmpty() ? new String[0] : text.split(",", -1)) {
        int at = piece.indexOf('=');
        String mode = ProfileMode.of(piece.substring(0, Math.max(0, at)).strip()).value();
        long weight = Long.parseLong(piece.substring(at + 1).strip());
        if (at < 0 || modes.put(mode, require(weight, 0L, MAX_WEIGHT)) != null) {
          throw new IllegalArgumentException(piece);
        }
      }
      boolean countNothing = !modes.isEmpty() && modes.values().stream().allMatch(w -> w == 0);
      if (modes.size() > MAX_MODES || countNothing) {
        throw new IllegalArgumentException(text);
      }
      return modes;
    }

    @Override
    public String canonical(String text) {
      return parse(text).entrySet().stream()
          .map(mode -> mode.getKey() + "=" + mode.getValue())
          .collect(Collectors.joining(","));
    }

    @Override
    public String right() {
      return "a weight for each of at most "
          + MAX_MODES
          + " modes, 0 to "
          + MAX_WEIGHT
          + ", one of them above 0";
    }
  }

  /** Names of functions, like {@code main.f,net/http.*}; see {@link NamePatterns}. */
  record Names() implements PolicyValue {
    @Override
    public String canonical(String text) {
      return NamePatterns.parse(text).toString();
    }

    @Override
    public String right() {
      return "at most "
          + NamePatterns.MAX_PATTERNS
          + " names of functions, or beginnings of names with * behind, without commas and of"
          + " at most "
          + NamePatterns.MAX_CHARACTERS
          + " characters in all";
    }
  }

  private static <T extends Comparable<T>> T require(T value, T least, T most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(value.toString());
    }
    return value;
  }
}
