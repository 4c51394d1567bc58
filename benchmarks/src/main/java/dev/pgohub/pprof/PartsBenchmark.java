package dev.pgohub.pprof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The engine's parts, one by one, on one profile. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PartsBenchmark {

  /** Where the profile stands in the corpus. */
  @Param({"fleet/apiserver/002.pprof", "real/gpprof-large.cpu.pprof"})
  public String profile = "";

  private final FragmentReader reader =
      new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines());
  private final Gunzip gunzip = new Gunzip(64 << 20);
  private final Tally accumulated = new Tally();
  private byte[] gzip = new byte[0];
  private byte[] inflated = new byte[0];
  private Tally tally = new Tally();
  private Run run = Run.EMPTY;

  /** Reads the profile. */
  @Setup
  public void setUp() throws IOException, InvalidProfileException {
    String corpus = System.getProperty("pgohub.corpus", "corpus");
    gzip = Files.readAllBytes(Path.of(corpus).resolve(profile));
    inflated = Arrays.copyOf(gunzip.bytes(), gunzip.inflate(gzip));
    run = reader.read(gzip).run();
    tally = Tally.of(List.of(run));
  }

  /** Inflates. */
  @Benchmark
  public int gunzip() throws InvalidProfileException {
    return gunzip.inflate(gzip);
  }

  /** Reads and checks, without what comes of it. */
  @Benchmark
  public FoldedFragment read() throws InvalidProfileException {
    return reader.read(gzip);
  }

  /** Reads, checks, and writes a run. */
  @Benchmark
  public Run fold() throws InvalidProfileException {
    return reader.read(gzip).run();
  }

  /** Adds a run to a tally that has it already. */
  @Benchmark
  public Tally addRun() {
    accumulated.add(run);
    return accumulated;
  }

  /** Reads a run into an empty tally. */
  @Benchmark
  public Tally readRun() {
    return Tally.of(List.of(run));
  }

  /** Writes a run. */
  @Benchmark
  public Run writeRun() {
    return tally.toRun();
  }

  /** Writes what a compiler reads. */
  @Benchmark
  public byte[] writeDefaultPgo() {
    return CanonicalWriter.defaultPgo(tally);
  }

  /** Writes what people read. */
  @Benchmark
  public byte[] writeStacks() {
    return CanonicalWriter.stacks(tally);
  }

  /** Compresses. */
  @Benchmark
  public int deflate() {
    ByteSink out = new ByteSink(inflated.length / 3);
    Deflate.compress(inflated, inflated.length, out);
    return out.size();
  }
}
