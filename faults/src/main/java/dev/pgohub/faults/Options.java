package dev.pgohub.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run is asked to do.
 *
 * @param shortForm each kind of fault once, with short outages
 * @param overload more fragments than the hub can take, instead of faults
 * @param duration how long faults, or the overload, go on
 * @param seed of everything that is drawn at random
 * @param keep whether files stay after a run that found nothing, too
 * @param only the one kind of harm that is done; null: all
 */
record Options(
    boolean shortForm,
    boolean overload,
    Duration duration,
    long seed,
    boolean keep,
    @Nullable Harm only) {

  private static final int DEFAULT_MINUTES = 20;
  private static final int DEFAULT_SECONDS = 30;
  private static final int MAX_MINUTES = 24 * 60;
  private static final int MAX_SECONDS = 3600;

  /** An argument that makes no sense. */
  static final class WrongUseException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUseException(String message) {
      super(message);
    }
  }

  /**
   * Reads the arguments.
   *
   * @param seed that is taken when none is given
   * @throws WrongUseException when one makes no sense
   */
  static Options parse(List<String> arguments, long seed) throws WrongUseException {
    Deque<String> left = new ArrayDeque<>(arguments);
    boolean shortForm = false;
    boolean overload = false;
    boolean keep = false;
    Harm only = null;
    long minutes = 0;
    long seconds = 0;
    long drawn = seed;
    while (!left.isEmpty()) {
      String argument = left.remove();
      switch (argument) {
        case "--short" -> shortForm = true;
        case "--overload" -> overload = true;
        case "--keep" -> keep = true;
        case "--fault" -> only = harm(left.isEmpty() ? "" : left.remove());
        case "--minutes" -> minutes = number(argument, left, 1, MAX_MINUTES);
        case "--seconds" -> seconds = number(argument, left, 1, MAX_SECONDS);
        case "--seed" -> drawn = number(argument, left, 0, Long.MAX_VALUE);
        default -> throw new WrongUseException("unknown argument " + argument);
      }
    }
    if (shortForm && (overload || minutes > 0) || overload && minutes > 0) {
      throw new WrongUseException("--short, --overload and --minutes exclude each other");
    }
    if (seconds > 0 && !overload) {
      throw new WrongUseException("--seconds goes with --overload");
    }
    Duration duration =
        overload
            ? Duration.ofSeconds(seconds > 0 ? seconds : DEFAULT_SECONDS)
            : Duration.ofMinutes(minutes > 0 ? minutes : DEFAULT_MINUTES);
    return new Options(shortForm, overload, duration, drawn, keep, only);
  }

  private static Harm harm(String text) throws WrongUseException {
    for (Harm harm : Harm.values()) {
      if (harm.argument().equals(text)) {
        return harm;
      }
    }
    throw new WrongUseException(
        "--fault must be one of "
            + Arrays.stream(Harm.values()).map(Harm::argument).collect(Collectors.joining(", "))
            + ", not \""
            + text
            + "\"");
  }

  private static long number(String name, Deque<String> left, long least, long most)
      throws WrongUseException {
    String text = left.isEmpty() ? "" : left.remove();
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the same words.
    }
    throw new WrongUseException(
        name + " must be " + least + " to " + most + ", not \"" + text + "\"");
  }
}
