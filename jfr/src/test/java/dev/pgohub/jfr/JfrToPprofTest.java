package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrToPprofTest {

  private static final Duration INTERVAL = Duration.ofMillis(10);
  private static final String DEEP = JfrToPprofTest.class.getName() + ".deep";
  private static final String TWICE = Overloads.class.getName() + ".twice";
  private static final int MANY = 10_000;

  @TempDir static Path dir;

  private static Path file;

  @BeforeAll
  static void record() throws IOException {
    file = dir.resolve("two-chunks.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(SampleEvent.EXECUTION.eventName()).withPeriod(INTERVAL);
      recording.enable("jdk.ActiveSetting");
      recording.start();
      run("shallow", () -> burn(Duration.ofMillis(700)));
      recording.dump(dir.resolve("first-chunk.jfr")); // Begins a second chunk.
      run("deep", () -> deep(200));
      run("other", () -> burn(Duration.ofMillis(300)));
      recording.dump(file);
    }
  }

  /** On a thread of its own: the one of the tests has a deep stack already. */
  private static void run(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long burn(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long sum = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < 10_000; i++) {
        sum += Overloads.twice(i) + Overloads.twice((long) i);
      }
    }
    return sum;
  }

  private static long deep(int depth) {
    return depth == 0 ? burn(Duration.ofMillis(300)) : deep(depth - 1) + depth;
  }

  @Test
  void convert_wholeFile_hasEverySampleOnce() throws Exception {
    JfrProfile whole = convert(file, MANY);
    JfrProfile first = convert(dir.resolve("first-chunk.jfr"), MANY);

    assertThat(ReadStacks.of(whole).count(sample -> true)).isEqualTo(whole.samples());
    assertThat(whole.samples()).isGreaterThan(first.samples());
    assertThat(first.samples()).isPositive();
    assertThat(whole.lostSamples()).isZero();
  }

  @Test
  void convert_times_areThoseOfTheChunks() throws IOException {
    List<RecordingChunk> chunks = RecordingChunk.list(file);
    JfrProfile profile = convert(file, MANY);

    assertThat(chunks).hasSize(2);
    assertThat(profile.startUnixNanos()).isEqualTo(chunks.get(0).startUnixNanos());
    assertThat(profile.startUnixNanos() + profile.durationNanos())
        .isEqualTo(chunks.get(1).endUnixNanos());
    assertThat(RecordingChunk.list(dir.resolve("first-chunk.jfr")).get(0))
        .matches(chunks.get(0)::isSameAs);
  }

  @Test
  void convert_period_isWhatWasSet() throws Exception {
    JfrProfile profile =
        new JfrToPprof(LineTables.none(), MANY, name -> false)
            .convert(file, SampleEvent.EXECUTION, Duration.ofSeconds(1));
    assertThat(profile.periodNanos()).isEqualTo(INTERVAL.toNanos());
    assertThat(ReadStacks.of(profile).periodNanos()).isEqualTo(INTERVAL.toNanos());
  }

  @Test
  void convert_startLine_isTheFirstOfTheMethod() throws Exception {
    ReadStacks profile = ReadStacks.of(convert(file, MANY));

    assertThat(profile.stacks())
        .flatExtracting(ReadStacks.Stack::frames)
        .filteredOn(frame -> frame.function().equals(TWICE))
        .allSatisfy(
            frame -> {
              assertThat(frame.startLine())
                  .isIn(
                      LineTablesTest.lineOf("first of twice(int)"),
                      LineTablesTest.lineOf("first of twice(long)"));
              assertThat(frame.line()).isBetween(frame.startLine(), frame.startLine() + 2);
            });
  }

  @Test
  void convert_withoutClassFiles_startsEveryFunctionAtOne() throws Exception {
    JfrProfile profile =
        new JfrToPprof(LineTables.none(), MANY, name -> false)
            .convert(file, SampleEvent.EXECUTION, INTERVAL);
    assertThat(ReadStacks.of(profile).stacks())
        .flatExtracting(ReadStacks.Stack::frames)
        .allMatch(frame -> frame.startLine() == 1 && frame.line() >= 1);
  }

  @Test
  void convert_deepStack_isMarkedAtItsRoot() throws Exception {
    JfrProfile profile = convert(file, MANY);
    ReadStacks read = ReadStacks.of(profile);
    Predicate<ReadStacks.Stack> isMarked = sample -> sample.root().function().equals("[truncated]");

    assertThat(read.stacks().stream().filter(sample -> sample.runs(DEEP)))
        .isNotEmpty()
        .allMatch(isMarked);
    assertThat(profile.truncatedSamples()).isEqualTo(read.count(isMarked));
  }

  @Test
  void convert_moreStacksThanFit_keepsTheLeafFramesOfTheRest() throws Exception {
    JfrProfile whole = convert(file, MANY);
    JfrProfile cut = convert(file, 1);

    assertThat(cut.samples() + cut.lostSamples()).isEqualTo(whole.samples());
    List<ReadStacks.Stack> stacks = ReadStacks.of(cut).stacks();
    assertThat(stacks).hasSize(2);
    // The one that fits may be so deep that it was cut when it was recorded.
    assertThat(stacks)
        .filteredOn(stack -> stack.root().function().equals("[truncated]"))
        .map(stack -> stack.frames().size())
        .containsOnlyOnce(3);
  }

  @Test
  void convert_skippedThread_isLeftOut() throws IOException {
    JfrProfile all = convert(file, MANY);
    JfrProfile without =
        new JfrToPprof(LineTables.none(), MANY, "other"::equals)
            .convert(file, SampleEvent.EXECUTION, INTERVAL);
    assertThat(without.samples()).isPositive().isLessThan(all.samples());
  }

  @Test
  void convert_noSampleOfTheEvent_hasNoProfile() throws IOException {
    JfrProfile profile =
        new JfrToPprof(LineTables.none(), MANY, name -> false)
            .convert(file, SampleEvent.CPU_TIME, INTERVAL);
    assertThat(profile.pprof()).isNull();
    assertThat(profile.samples()).isZero();
    assertThat(profile.durationNanos()).isPositive();
  }

  @Test
  void convert_cutFile_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Path cut =
        Files.write(dir.resolve("cut.jfr"), java.util.Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> convert(cut, MANY)).isInstanceOf(IOException.class);
    Path text = Files.writeString(dir.resolve("text.jfr"), "no recording");
    assertThatThrownBy(() -> convert(text, MANY)).isInstanceOf(IOException.class);
  }

  private static JfrProfile convert(Path recording, int maxStacks) throws IOException {
    return new JfrToPprof(
            LineTables.of(JfrToPprofTest.class.getClassLoader()), maxStacks, name -> false)
        .convert(recording, SampleEvent.EXECUTION, INTERVAL);
  }
}
