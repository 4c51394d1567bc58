package dev.pgohub.pprof;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The samples of one profile that count something, read and checked. Not thread-safe. */
final class PprofSamples {

  private final WireReader in;
  private final PprofScan scan;
  private final PprofTables tables;
  private final int maxLocations;
  private final long maxWeight;
  private final int maxFrames;

  private int count;
  private long[] weights = new long[64];
  private int[] ends = new int[64]; // of its locations, leaf first
  private int[] locations = new int[1 << 10];
  private long total;
  private @Nullable LabelChoice labels;

  private int locationCount;
  private int valueCount;
  private long chosenValue;

  PprofSamples(WireReader in, PprofScan scan, PprofTables tables, ProfileLimits limits) {
    this.in = in;
    this.scan = scan;
    this.tables = tables;
    // One more than a stack keeps, so that it is seen to be deeper; each has at least one frame.
    maxLocations = limits.maxStackDepth() + 1;
    maxWeight = limits.maxWeight();
    maxFrames = limits.maxFrames();
  }

  // ---- what was read

  int count() {
    return count;
  }

  long weight(int sample) {
    return weights[sample];
  }

  int firstLocation(int sample) {
    return sample == 0 ? 0 : ends[sample - 1];
  }

  int endLocation(int sample) {
    return ends[sample];
  }

  /** The location at a place between {@link #firstLocation} and {@link #endLocation}. */
  int location(int place) {
    return locations[place];
  }

  /** The locations at all places. */
  int[] locations() {
    return locations;
  }

  /** All weights added up. */
  long total() {
    return total;
  }

  // ---- reading

  /**
   * Reads all.
   *
   * @param choice of those that count; null: all do
   */
  void read(SampleValue value, @Nullable LabelChoice choice) throws InvalidProfileException {
    labels = choice;
    if (choice != null) {
      choice.begin();
    }
    count = 0;
    total = 0;
    for (int i = 0; i < scan.samples.count(); i++) {
      in.move(scan.samples.from(i), scan.samples.to(i));
      readSample(value);
    }
  }

  private void readSample(SampleValue value) throws InvalidProfileException {
    int first = firstLocation(count);
    locationCount = first;
    valueCount = 0;
    chosenValue = 0;
    if (labels != null) {
      labels.beginSample();
    }
    int end = in.end();
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3 | WireReader.BYTES)) {
        int to = in.length() + in.position();
        readLocations(first, to);
        in.move(to, end);
      } else if (tag == (2 << 3 | WireReader.BYTES)) {
        int to = in.length() + in.position();
        in.move(in.position(), to);
        while (in.hasMore()) {
          addValue(in.varint(), value);
        }
        in.move(to, end);
      } else if (tag == (1 << 3)) {
        addLocation(first, in.varint());
      } else if (tag == (2 << 3)) {
        addValue(in.varint(), value);
      } else if (labels != null && tag == (3 << 3 | WireReader.BYTES)) {
        int to = in.length() + in.position();
        in.move(in.position(), to);
        labels.read(in, scan);
        in.move(to, end);
      } else {
        in.skipField(tag);
      }
    }
    endSample(value);
  }

  /** Most bytes of a profile are here: ids of up to three bytes are read without a call. */
  private void readLocations(int first, int to) throws InvalidProfileException {
    byte[] bytes = in.array();
    int at = in.position();
    int counting = tables.countingLocations();
    int kept = (int) Math.min(Integer.MAX_VALUE, first + (long) maxLocations);
    reserve(Math.min(to - at, kept - locationCount));
    int place = locationCount;
    while (at < to) {
      int id = bytes[at++];
      if (id < 0) {
        if (at < to && bytes[at] >= 0) {
          id = id & 0x7f | bytes[at++] << 7;
        } else if (at + 1 < to && bytes[at + 1] >= 0) {
          id = id & 0x7f | (bytes[at] & 0x7f) << 7 | bytes[at + 1] << 14;
          at += 2;
        } else {
          in.move(at - 1, to);
          locationCount = place;
          addLocation(first, in.varint());
          place = locationCount;
          at = in.position();
          continue;
        }
      }
      int location = id > 0 && id <= counting ? id - 1 : position(id);
      if (place < kept) {
        locations[place++] = location;
      }
    }
    locationCount = place;
  }

  private void addLocation(int first, long id) throws InvalidProfileException {
    int location = position(id);
    if (locationCount - first < maxLocations) {
      reserve(1);
      locations[locationCount++] = location;
    }
  }

  private int position(long id) throws InvalidProfileException {
    int location = tables.location(id);
    if (location < 0) {
      throw InvalidProfileException.contradiction(
          "location id " + Long.toUnsignedString(id) + " is not there");
    }
    return location;
  }

  private void reserve(int more) {
    if (locations.length - locationCount < more) {
      locations = Arrays.copyOf(locations, Math.max(locations.length * 2, locationCount + more));
    }
  }

  private void addValue(long number, SampleValue value) {
    if (valueCount++ == value.index()) {
      chosenValue = number;
    }
  }

  private void endSample(SampleValue value) throws InvalidProfileException {
    if (valueCount != value.types()) {
      throw InvalidProfileException.contradiction(
          "a sample has " + valueCount + " values for " + value.types() + " types");
    }
    if (chosenValue < 0) {
      throw new InvalidProfileException(
          InvalidReason.NEGATIVE_VALUE,
          "a sample counts " + chosenValue + "; the difference of two profiles is no profile");
    }
    long weight = value.samples(chosenValue);
    if (weight == 0 || (labels != null && !labels.takes(weight))) {
      return;
    }
    if (weight > maxWeight - total) {
      throw new InvalidProfileException(
          InvalidReason.WEIGHT_TOO_LARGE, "the samples add up to more than " + maxWeight);
    }
    total += weight;
    if (locationCount > maxFrames) {
      throw new InvalidProfileException(
          InvalidReason.TOO_LARGE, "the stacks have more than " + maxFrames + " frames together");
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      weights = Arrays.copyOf(weights, count * 2);
    }
    ends[count] = locationCount;
    weights[count++] = weight;
  }
}
