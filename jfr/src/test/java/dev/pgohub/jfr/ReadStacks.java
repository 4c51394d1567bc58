package dev.pgohub.jfr;

import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A profile read back as the hub reads it. */
record ReadStacks(List<ReadStacks.Stack> stacks, long periodNanos) {

  record Frame(String function, int startLine, int line) {}

  /** A stack, leaf first. */
  record Stack(List<Frame> frames, long count) {
    boolean runs(String function) {
      return frames.stream().anyMatch(frame -> frame.function.equals(function));
    }

    Frame root() {
      return frames.get(frames.size() - 1);
    }
  }

  static ReadStacks of(JfrProfile profile) throws InvalidProfileException {
    FoldedFragment read = new FragmentReader(ProfileLimits.DEFAULTS).read(profile.pprof());
    Tally tally = new Tally();
    read.addTo(tally);
    return new ReadStacks(
        ProfileText.stacks(tally).lines().map(ReadStacks::stack).toList(), read.periodNanos());
  }

  private static Stack stack(String line) {
    String[] parts = line.split("\t", 2);
    List<Frame> frames = Arrays.stream(parts[1].split(";")).map(ReadStacks::frame).toList();
    return new Stack(frames, Long.parseLong(parts[0]));
  }

  private static Frame frame(String text) {
    int second = text.lastIndexOf(':');
    int first = text.lastIndexOf(':', second - 1);
    return new Frame(
        text.substring(0, first),
        Integer.parseInt(text.substring(first + 1, second)),
        Integer.parseInt(text.substring(second + 1)));
  }

  /** Sum of the counts of the stacks that fit. */
  long count(Predicate<Stack> which) {
    return stacks.stream().filter(which).mapToLong(Stack::count).sum();
  }
}
