package dev.pgohub.schemas;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is fit for a build of one tag, and how it is put together. {@link PolicyField} says what the
 * fields mean; each travels as a text under its name. Immutable.
 */
public final class Policy {

  /** How fragments are weighed against each other. */
  public enum Stitch {
    /** By their samples, as pprof merges. */
    SUM,
    /** By the CPU time that each instance used, however often and however finely it was sampled. */
    RATE,
    /** All the same. */
    EQUAL
  }

  /** When a new generation is published. */
  public enum Gate {
    /** When the change is larger than chance explains. */
    NOISE,
    /** On every change. */
    ALWAYS
  }

  /** What holds when nothing else is said. */
  public static final Policy DEFAULTS = new Policy(standards());

  private final Map<PolicyField, String> texts;

  private Policy(Map<PolicyField, String> texts) {
    this.texts = texts;
  }

  /**
   * The defaults with what a text says otherwise: {@code name=value} pairs, {@code ;} between them,
   * such as {@code stitch=sum;minDuration=5s}. Blank: the defaults.
   *
   * @throws InvalidPolicyException when a pair has no {@code =}, a field is named twice or unknown,
   *     or it cannot have its value
   */
  public static Policy parse(String text) {
    Map<String, String> named = new TreeMap<>();
    for (String pair : text.split(";", -1)) {
      int at = pair.indexOf('=');
      String name = pair.substring(0, Math.max(0, at)).strip();
      if (!pair.isBlank() && at < 0) {
        throw new InvalidPolicyException(
            "", InvalidNameException.quoted(pair.strip()) + " is not name=value");
      }
      if (!pair.isBlank() && named.put(name, pair.substring(at + 1).strip()) != null) {
        throw new InvalidPolicyException(name, name + " is named twice");
      }
    }
    return DEFAULTS.with(named);
  }

  private static Map<PolicyField, String> standards() {
    Map<PolicyField, String> texts = new EnumMap<>(PolicyField.class);
    for (PolicyField field : PolicyField.values()) {
      texts.put(field, field.check(field.standard()));
    }
    return texts;
  }

  /**
   * The same with other texts for some fields, by their names.
   *
   * @throws InvalidPolicyException when there is no such field, or it cannot have this value
   */
  public Policy with(Map<String, String> changes) {
    Map<PolicyField, String> changed = new EnumMap<>(texts);
    new TreeMap<>(changes)
        .forEach(
            (name, text) -> {
              PolicyField field = PolicyField.named(name);
              changed.put(field, field.check(text));
            });
    return new Policy(changed);
  }

  /** The texts of all fields, by name. */
  public Map<String, String> texts() {
    Map<String, String> named = new TreeMap<>();
    texts.forEach((field, text) -> named.put(field.fieldName(), text));
    return named;
  }

  /** The canonical text of a field. */
  public String text(PolicyField field) {
    return Objects.requireNonNull(texts.get(field));
  }

  /** How fragments are weighed against each other. */
  public Stitch stitch() {
    return Stitch.valueOf(text(PolicyField.STITCH).toUpperCase(Locale.ROOT));
  }

  /** When a new generation is published. */
  public Gate gate() {
    return Gate.valueOf(text(PolicyField.GATE).toUpperCase(Locale.ROOT));
  }

  /** The weight of each mode in the union, by name; empty: all modes as they are. */
  public Map<String, Long> modes() {
    return PolicyValue.Modes.parse(text(PolicyField.MODES));
  }

  /** The functions that no compiler is told are hot when they are called. */
  public NamePatterns neverInline() {
    return NamePatterns.parse(text(PolicyField.NEVER_INLINE));
  }

  /** Whether full stacks are kept beside the edges. */
  public boolean keepStacks() {
    return Boolean.parseBoolean(text(PolicyField.KEEP_STACKS));
  }

  /** The number of a field that is a whole number. */
  public long count(PolicyField field) {
    return Long.parseLong(text(field));
  }

  /** The number of a field that is a share. */
  public double share(PolicyField field) {
    return Double.parseDouble(text(field));
  }

  /** The length of a field that is a length of time; zero for {@code none}. */
  public Duration span(PolicyField field) {
    String text = text(field);
    return text.equals(PolicyValue.Span.NONE) ? Duration.ZERO : Spans.parse(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Policy policy && texts.equals(policy.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return texts().toString();
  }
}
