package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a pprof CPU profile, gzip or raw, straight from the wire format.
 *
 * <p>What is accepted, Go's compiler accepts, too; and the edges are those that it would form. No
 * object is made for a message of the profile. A reader keeps its buffers, so use one for many
 * profiles. Not thread-safe.
 */
public final class FragmentReader {

  private static final int MAX_VALUE_TYPES = 64;
  private static final int MAX_SHOWN_BYTES = 256;

  private final ProfileLimits limits;
  private final Gunzip gunzip;
  private final WireReader in = new WireReader();
  private final PprofScan scan;
  private final PprofTables tables;
  private final PprofSamples samples;
  private final FragmentFolder folder;
  private final Tally tally = new Tally();
  private long serial;
  private long tallied;

  /** A reader that holds profiles to limits. */
  public FragmentReader(ProfileLimits limits) {
    this.limits = limits;
    gunzip = new Gunzip(limits.maxInflatedBytes());
    scan = new PprofScan(limits.maxEntries());
    tables = new PprofTables(in, scan, limits);
    samples = new PprofSamples(in, scan, tables, limits);
    folder = new FragmentFolder(in, scan, tables, samples, limits);
  }

  /**
   * Reads and checks one profile.
   *
   * @param pprof the profile's bytes, which must not change until the next call
   * @return the profile, whose weights can be had until the next call
   * @throws InvalidProfileException when it is not fit; the reader can go on with others
   */
  public FoldedFragment read(byte[] pprof) throws InvalidProfileException {
    return read(pprof, null);
  }

  /**
   * Reads and checks one profile, of which only those samples count that a label chooses.
   *
   * @param pprof the profile's bytes, which must not change until the next call
   * @param labels chooses, and learns what there is; null: all count
   * @return the profile, whose weights can be had until the next call
   * @throws InvalidProfileException when it is not fit, or nothing of it counts
   */
  public FoldedFragment read(byte[] pprof, @Nullable LabelChoice labels)
      throws InvalidProfileException {
    serial++;
    inflate(pprof);
    scan.scan(in);
    if (scan.samples.count() > limits.maxSamples()) {
      throw new InvalidProfileException(
          InvalidReason.TOO_MANY_SAMPLES,
          "the profile has " + scan.samples.count() + " samples; at most " + limits.maxSamples());
    }
    SampleValue.Type periodType = periodType();
    // A period in another unit than time says nothing about time.
    boolean isTime = periodType.unit().isEmpty() || periodType.unit().equals("nanoseconds");
    long periodNanos = isTime ? Math.max(0, scan.period) : 0;
    SampleValue value = SampleValue.of(valueTypes(), periodType, periodNanos);
    tables.read();
    samples.read(value, labels);
    requireWeight();
    requireStartLine();
    return new FoldedFragment(
        this,
        serial,
        samples.total(),
        scan.timeNanos,
        Math.max(0, scan.durationNanos),
        periodNanos);
  }

  /** Adds a profile that was read to a tally. */
  void addTo(Tally target, long fragment) {
    requireLatest(fragment);
    folder.addTo(target);
  }

  /** What a profile that was read comes to, alone. */
  Tally tally(long fragment) {
    requireLatest(fragment);
    if (tallied != fragment) {
      tally.clear();
      folder.addTo(tally);
      tallied = fragment;
    }
    return tally;
  }

  double symbolizedShare(long fragment) {
    tally(fragment);
    return folder.symbolizedShare();
  }

  double idleShare(long fragment) {
    tally(fragment);
    return folder.idleShare();
  }

  private void requireLatest(long fragment) {
    if (fragment != serial) {
      throw new IllegalStateException("the reader has read another profile since");
    }
  }

  private void inflate(byte[] pprof) throws InvalidProfileException {
    int size = pprof.length;
    byte[] bytes = pprof;
    if (Gunzip.isGzip(pprof)) {
      size = gunzip.inflate(pprof);
      bytes = gunzip.bytes();
    }
    if (size == 0) {
      throw new InvalidProfileException(InvalidReason.EMPTY, "the profile has no bytes");
    }
    if (size > limits.maxInflatedBytes()) {
      throw new InvalidProfileException(
          InvalidReason.TOO_LARGE,
          "the profile has " + size + " bytes; at most " + limits.maxInflatedBytes());
    }
    in.reset(bytes, 0, size);
  }

  private void requireWeight() throws InvalidProfileException {
    if (samples.total() == 0) {
      throw new InvalidProfileException(
          InvalidReason.NO_SAMPLES,
          scan.samples.count() == 0
              ? "the profile has no samples"
              : "all samples of the profile count nothing");
    }
  }

  /** The compiler looks at the nodes that it walks: the lines of the two leaf locations. */
  private void requireStartLine() throws InvalidProfileException {
    if (!limits.requireStartLines()) {
      return;
    }
    for (int sample = 0; sample < samples.count(); sample++) {
      int leaf = samples.firstLocation(sample);
      int end = Math.min(leaf + 2, samples.endLocation(sample));
      for (int place = leaf; place < end; place++) {
        int location = samples.location(place);
        for (int line = tables.firstLine(location); line <= tables.lastLine(location); line++) {
          if (tables.hasStartLine(line)) {
            return;
          }
        }
      }
    }
    throw new InvalidProfileException(
        InvalidReason.UNSYMBOLIZED,
        "no function on the stacks has a start line, without which no compiler can use the"
            + " profile; Go writes them since 1.20, and go tool pprof keeps them with"
            + " -symbolize=none");
  }

  private List<SampleValue.Type> valueTypes() throws InvalidProfileException {
    int count = scan.sampleTypes.count();
    if (count == 0 || count > MAX_VALUE_TYPES) {
      throw new InvalidProfileException(
          InvalidReason.MALFORMED,
          "the profile has " + count + " types of values; expected 1 to " + MAX_VALUE_TYPES);
    }
    List<SampleValue.Type> types = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      types.add(type(scan.sampleTypes.from(i), scan.sampleTypes.to(i)));
    }
    return types;
  }

  private SampleValue.Type periodType() throws InvalidProfileException {
    int last = scan.periodTypes.count() - 1;
    return last < 0
        ? new SampleValue.Type("", "")
        : type(scan.periodTypes.from(last), scan.periodTypes.to(last));
  }

  private SampleValue.Type type(int from, int to) throws InvalidProfileException {
    in.move(from, to);
    long type = 0;
    long unit = 0;
    while (in.hasMore()) {
      long tag = in.varint();
      if (tag == (1 << 3)) {
        type = in.varint();
      } else if (tag == (2 << 3)) {
        unit = in.varint();
      } else {
        in.skipField(tag);
      }
    }
    return new SampleValue.Type(text(type), text(unit));
  }

  private String text(long index) throws InvalidProfileException {
    int string = scan.string(index);
    int from = scan.strings.from(string);
    int length = Math.min(scan.strings.to(string) - from, MAX_SHOWN_BYTES);
    return new String(in.array(), from, length, UTF_8);
  }
}
