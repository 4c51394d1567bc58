package dev.pgohub.producer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;

/**
 * A service with the one line in its main, run as a process of its own.
 *
 * <p>Arguments: what it does at its end ({@code return}, {@code exit}, {@code close}, {@code wait}
 * for a signal), what it waits for before its load ({@code recording} or the {@code end} of the
 * capture), its load in milliseconds, and whether it makes {@code lambdas} before.
 */
final class ServiceProgram {

  private ServiceProgram() {}

  public static void main(String[] args) throws Exception {
    List<Supplier<String>> before = args[3].equals("lambdas") ? lambdas() : List.of();
    ProfileCapture capture = ProfileCapture.start("service");
    while (args[1].equals("recording") ? !Recordings.isRunning() : capture.isActive()) {
      LockSupport.parkNanos(5_000_000);
    }
    Burner.burnIndirectly(Duration.ofMillis(Long.parseLong(args[2])));
    System.out.println("done " + before.size());
    switch (args[0]) {
      case "exit" -> System.exit(0);
      case "close" -> capture.close();
      case "wait" -> Burner.burnIndirectly(Duration.ofMinutes(5));
      default -> {}
    }
  }

  /** They shift the numbers that the JVM gives to later ones. */
  private static List<Supplier<String>> lambdas() throws Exception {
    List<Supplier<String>> made = new ArrayList<>();
    made.add(() -> "one");
    made.add(made::toString);
    for (int i = 0; i < 50; i++) {
      var unused = ServiceProgram.class.getDeclaredMethod("hello").invoke(null);
    }
    return made;
  }

  /** A class of its own, for a JVM without JFR. */
  private static final class Recordings {
    static boolean isRunning() {
      return FlightRecorder.isInitialized()
          && FlightRecorder.getFlightRecorder().getRecordings().stream()
              .anyMatch(r -> r.getState() == RecordingState.RUNNING);
    }
  }

  static String hello() {
    return "hello";
  }
}
