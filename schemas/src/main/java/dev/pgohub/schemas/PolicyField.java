package dev.pgohub.schemas;

import dev.pgohub.schemas.PolicyValue.Choice;
import dev.pgohub.schemas.PolicyValue.Count;
import dev.pgohub.schemas.PolicyValue.Modes;
import dev.pgohub.schemas.PolicyValue.Names;
import dev.pgohub.schemas.PolicyValue.Share;
import dev.pgohub.schemas.PolicyValue.Span;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The fields of a {@link Policy}: name, form, range and default of each. */
public enum PolicyField {
  /** How fragments are weighed against each other: {@link Policy.Stitch}. */
  STITCH("stitch", new Choice(Policy.Stitch.class), "rate"),
  /** Below: {@code too_short}. A fragment that does not say how long it took is let in. */
  MIN_DURATION("minDuration", new Span(Duration.ZERO, Duration.ofHours(1)), "1s"),
  /** Below: {@code too_few_samples}. */
  MIN_SAMPLES("minSamples", new Count(0, 1_000_000_000), "10"),
  /** Share of edge weight with function name and start line; below: {@code unsymbolized}. */
  MIN_SYMBOLIZED("minSymbolized", new Share(), "0.8"),
  /** Share of samples in scheduler, garbage collector and idle functions; above: {@code idle}. */
  MAX_IDLE("maxIdle", new Share(), "0.95"),
  /** Before the broker's time; above: {@code too_old}. */
  MAX_AGE("maxAge", new Span(Duration.ofMinutes(1), Span.LONGEST), "7d"),
  /** Behind the broker's time; above: {@code from_the_future}. */
  MAX_SKEW("maxSkew", new Span(Duration.ZERO, Span.LONGEST), "10m"),
  /** Of one hour; more: {@code instance_quota}. */
  MAX_FRAGMENTS_PER_INSTANCE("maxFragmentsPerInstance", new Count(1, 1_000_000), "720"),
  /** Samples in the window below which the tag is not served. */
  READY_WEIGHT("readyWeight", new Count(0, 1_000_000_000_000L), "1000"),
  /** After which a bucket counts half; {@code none}: it never does. */
  HALF_LIFE("halfLife", new Span(Duration.ofHours(1), Span.LONGEST, true), "7d"),
  /** Before the latest bucket, outside of which buckets are dropped. */
  WINDOW("window", new Span(Duration.ofHours(1), Span.LONGEST), "28d"),
  /** Weight of each mode in the union, like {@code serve=3,batch=1}; empty: as they are. */
  MODES("modes", new Modes(), ""),
  /** When a new generation is published: {@link Policy.Gate}. */
  GATE("gate", new Choice(Policy.Gate.class), "noise"),
  /** Whether full stacks are kept beside the edges. */
  KEEP_STACKS("keepStacks", new Choice("true", "false"), "true"),
  /** Builds whose stacks are told apart within them: those that sent last; 0: none. */
  BUILD_STACKS("buildStacks", new Count(0, 16), "4"),
  /**
   * Of an hour's weight, the most that one instance carries, where there are enough others; 1: no
   * limit.
   */
  MAX_INSTANCE_SHARE("maxInstanceShare", new Share(0.05), "0.9"),
  /** Edges of what is served; of more, the lightest are left out. */
  MAX_EDGES("maxEdges", new Count(1, 10_000_000), "250000"),
  /** Bytes of what is served; edges are left out until it has no more. */
  MAX_BYTES("maxBytes", new Count(1_024, 1 << 30), "8388608"),
  /** Functions that no compiler is told are hot when they are called: {@link NamePatterns}. */
  NEVER_INLINE("neverInline", new Names(), "");

  private final String fieldName;
  private final PolicyValue form;
  private final String standard;

  PolicyField(String fieldName, PolicyValue form, String standard) {
    this.fieldName = fieldName;
    this.form = form;
    this.standard = standard;
  }

  /** The name under which it is set. */
  public String fieldName() {
    return fieldName;
  }

  /** What its texts look like. */
  public PolicyValue form() {
    return form;
  }

  /** The text that holds when nothing else is said. */
  public String standard() {
    return standard;
  }

  /**
   * The canonical form of a text.
   *
   * @throws InvalidPolicyException when the field cannot have this value
   */
  public String check(String text) {
    try {
      return form.canonical(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidPolicyException(
          fieldName,
          fieldName + " is " + InvalidNameException.quoted(text) + "; it must be " + form.right());
    }
  }

  /**
   * The field of a name.
   *
   * @throws InvalidPolicyException when there is none
   */
  public static PolicyField named(String name) {
    return Arrays.stream(values())
        .filter(field -> field.fieldName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidPolicyException(
                    name,
                    "there is no field "
                        + InvalidNameException.quoted(name)
                        + "; there are "
                        + Arrays.stream(values())
                            .map(PolicyField::fieldName)
                            .collect(Collectors.joining(", "))));
  }
}
