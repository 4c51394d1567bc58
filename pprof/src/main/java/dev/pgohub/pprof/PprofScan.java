package dev.pgohub.pprof;

import java.util.Arrays;

/**
 * The first pass over a profile: where its parts stand, for samples come before what they refer to.
 * Field numbers are those of the public pprof schema. Not thread-safe.
 */
final class PprofScan {

  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int MAPPING = 3;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int PERIOD_TYPE = 11;
  private static final int PERIOD = 12;

  private final int maxEntries;

  /** Refuses more entries of a kind than that. */
  PprofScan(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** Stretches of the profile's bytes: begin and end of each. */
  static final class Ranges {
    private int[] bounds = new int[256];
    private int count;

    int count() {
      return count;
    }

    int from(int range) {
      return bounds[2 * range];
    }

    int to(int range) {
      return bounds[2 * range + 1];
    }

    private void add(int from, int to) {
      if (2 * count == bounds.length) {
        bounds = Arrays.copyOf(bounds, bounds.length * 2);
      }
      bounds[2 * count] = from;
      bounds[2 * count + 1] = to;
      count++;
    }
  }

  final Ranges sampleTypes = new Ranges();
  final Ranges samples = new Ranges();
  final Ranges locations = new Ranges();
  final Ranges functions = new Ranges();
  final Ranges strings = new Ranges();
  final Ranges periodTypes = new Ranges();
  long timeNanos;
  long durationNanos;
  long period;

  /** Reads the whole message. */
  void scan(WireReader in) throws InvalidProfileException {
    clear();
    try {
      while (in.hasMore()) {
        field(in);
      }
    } catch (InvalidProfileException e) {
      // Whatever begins like a profile is a broken one; anything else never was one.
      throw sampleTypes.count == 0 ? notPprof() : e;
    }
    if (sampleTypes.count == 0 && strings.count == 0) {
      throw notPprof();
    }
  }

  /** The position of a string that a part of the profile refers to. */
  int string(long index) throws InvalidProfileException {
    if (index < 0 || index >= strings.count) {
      throw InvalidProfileException.contradiction("string " + index + " of " + strings.count);
    }
    return (int) index;
  }

  private void field(WireReader in) throws InvalidProfileException {
    long tag = in.varint();
    long number = tag >>> 3;
    boolean isBytes = (tag & 7) == WireReader.BYTES;
    boolean isNumber = (tag & 7) == WireReader.VARINT;
    if (number == 0 || number > PERIOD) {
      in.skipField(tag);
      return;
    }
    switch ((int) number) {
      case SAMPLE_TYPE -> range(in, isBytes, sampleTypes);
      case SAMPLE -> range(in, isBytes, samples);
      case LOCATION -> range(in, isBytes, locations);
      case FUNCTION -> range(in, isBytes, functions);
      case STRING_TABLE -> range(in, isBytes, strings);
      case PERIOD_TYPE -> range(in, isBytes, periodTypes);
      case TIME_NANOS -> timeNanos = number(in, isNumber);
      case DURATION_NANOS -> durationNanos = number(in, isNumber);
      case PERIOD -> period = number(in, isNumber);
      case MAPPING -> {
        requireType(isBytes, in);
        in.skip(in.length());
      }
      default -> in.skipField(tag);
    }
  }

  private void range(WireReader in, boolean isBytes, Ranges ranges) throws InvalidProfileException {
    requireType(isBytes, in);
    if (ranges.count == maxEntries) {
      throw tooMany(ranges);
    }
    int length = in.length();
    ranges.add(in.position(), in.position() + length);
    in.skip(length);
  }

  private InvalidProfileException tooMany(Ranges ranges) {
    boolean isSamples = ranges == samples;
    return new InvalidProfileException(
        isSamples ? InvalidReason.TOO_MANY_SAMPLES : InvalidReason.TOO_LARGE,
        "the profile has more than "
            + maxEntries
            + (isSamples ? " samples" : " strings, functions or locations"));
  }

  private static long number(WireReader in, boolean isNumber) throws InvalidProfileException {
    requireType(isNumber, in);
    return in.varint();
  }

  private static void requireType(boolean isRight, WireReader in) throws InvalidProfileException {
    if (!isRight) {
      throw new InvalidProfileException(
          InvalidReason.MALFORMED, "a field of the wrong wire type at byte " + in.position());
    }
  }

  private static InvalidProfileException notPprof() {
    return new InvalidProfileException(
        InvalidReason.NOT_PPROF,
        "the bytes are not a pprof profile; send what Go's /debug/pprof/profile gives, gzip or raw");
  }

  private void clear() {
    sampleTypes.count = 0;
    samples.count = 0;
    locations.count = 0;
    functions.count = 0;
    strings.count = 0;
    periodTypes.count = 0;
    timeNanos = 0;
    durationNanos = 0;
    period = 0;
  }
}
