package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * Which value of a sample counts, and how many nanoseconds make one sample.
 *
 * <p>Go's compiler takes the first type that is {@code samples/count} or {@code cpu/nanoseconds}.
 * Here samples go before nanoseconds wherever both are there, and nanoseconds alone are divided by
 * the period, so that every weight of a tag is in samples.
 *
 * @param index of the value
 * @param types how many values a sample has
 * @param divisor 1 for samples
 */
record SampleValue(int index, int types, long divisor) {

  /** Go's default: 100 samples a second. */
  private static final long DEFAULT_PERIOD_NANOS = 10_000_000;

  /** A type of value and its unit. */
  record Type(String type, String unit) {
    @Override
    public String toString() {
      return type + "/" + unit;
    }
  }

  private static final Type SAMPLES = new Type("samples", "count");
  private static final Type CPU = new Type("cpu", "nanoseconds");

  static SampleValue of(List<Type> types, Type periodType, long period)
      throws InvalidProfileException {
    boolean isOther = !periodType.type().isEmpty() && !periodType.type().equals("cpu");
    boolean isWall =
        types.stream().anyMatch(t -> t.type().equals("wall") || t.type().equals("time"));
    if (isOther || isWall) {
      throw notCpu(types, periodType);
    }
    if (types.contains(SAMPLES)) {
      return new SampleValue(types.indexOf(SAMPLES), types.size(), 1);
    }
    if (types.contains(CPU)) {
      long divisor = period > 0 ? period : DEFAULT_PERIOD_NANOS;
      return new SampleValue(types.indexOf(CPU), types.size(), divisor);
    }
    throw notCpu(types, periodType);
  }

  /** Samples of a value that is not negative, rounded to the nearest. */
  long samples(long value) {
    return divisor == 1
        ? value
        : value / divisor + (value % divisor >= divisor - divisor / 2 ? 1 : 0);
  }

  private static InvalidProfileException notCpu(List<Type> types, Type periodType) {
    return new InvalidProfileException(
        InvalidReason.NOT_CPU,
        "this is no CPU profile: it has the values "
            + cut(types.toString())
            + " for every "
            + cut(periodType.toString())
            + "; a CPU profile has samples/count or cpu/nanoseconds");
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return bytes.length <= 200 ? text : new String(bytes, 0, 200, UTF_8) + "…";
  }
}
