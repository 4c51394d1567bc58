package dev.pgohub.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

/**
 * Why a start failed, in one line, and the exit code that goes with it.
 *
 * @param exitCode of the process
 * @param line for the person who started it
 */
public record StartFailure(int exitCode, String line) {

  /** Something that was not foreseen; its stack trace was logged. */
  public static final int UNFORESEEN = 1;

  /** A setting is unknown or out of its range. */
  public static final int BAD_SETTING = 2;

  /** The data directory cannot be used, or another process uses it. */
  public static final int BAD_DATA_DIR = 3;

  /** The HTTP port is taken or the address is not one of this machine. */
  public static final int PORT_TAKEN = 4;

  /** Finds what is known about a failure among its causes. */
  public static StartFailure of(Throwable failure) {
    StartFailure found =
        find(failure, StartException.class)
            .map(e -> new StartFailure(e.exitCode(), oneLine(e.getMessage())))
            .or(() -> find(failure, PortInUseException.class).map(StartFailure::portTaken))
            .or(() -> find(failure, BindException.class).map(StartFailure::badValue))
            .orElse(null);
    return found == null ? new StartFailure(UNFORESEEN, oneLine(failure.toString())) : found;
  }

  private static StartFailure portTaken(PortInUseException e) {
    return new StartFailure(
        PORT_TAKEN,
        "the HTTP port "
            + e.getPort()
            + " is taken, or its address is not one of this machine;"
            + " PGOHUB_HTTP_PORT and PGOHUB_HTTP_ADDRESS choose another");
  }

  private static StartFailure badValue(BindException e) {
    var property = e.getProperty();
    String name = property == null ? e.getName().toString() : property.getName().toString();
    Object value = property == null ? "" : property.getValue();
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      root = cause;
    }
    return new StartFailure(
        BAD_SETTING, oneLine(name + " is \"" + value + "\": " + root.getMessage()));
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s+", " ").strip();
  }

  /** Keeps Spring Boot from logging the stack trace of a failure that is ours and explained. */
  static final class Analyzer extends AbstractFailureAnalyzer<StartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StartException cause) {
      return new FailureAnalysis(oneLine(cause.getMessage()), null, cause);
    }
  }
}
