package dev.pgohub.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The program of {@code scripts/faults}, whose {@code --help} says what it does. */
public final class FaultsMain {

  static final int CLEAN = 0;
  static final int WRONG_RESULT = 1;
  static final int WRONG_USE = 2;
  static final int NOT_RUN = 3;

  private FaultsMain() {}

  /** Runs, and ends the process. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /** Runs, and returns the exit code. */
  static int run(List<String> arguments, PrintStream out, PrintStream err)
      throws InterruptedException {
    Options options;
    try {
      options = Options.parse(arguments, new Random().nextInt(1_000_000));
    } catch (Options.WrongUseException e) {
      err.println("scripts/faults: " + e.getMessage() + "; see --help");
      return WRONG_USE;
    }
    try {
      Path directory = Files.createTempDirectory("pgohub-faults-");
      int code = run(options, directory, out, err);
      if (code == CLEAN && !options.keep()) {
        delete(directory);
      } else {
        err.println("logs are in " + directory.resolve("logs"));
      }
      return code;
    } catch (IOException e) {
      err.println("scripts/faults: " + e.getMessage());
      return NOT_RUN;
    }
  }

  private static int run(Options options, Path directory, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    err.println("seed " + options.seed());
    try {
      if (options.overload()) {
        return new OverloadRun(options, out, err).run(directory) ? CLEAN : WRONG_RESULT;
      }
      Report report = new FaultRun(options, err).run(directory);
      report.print(out);
      return report.isClean() ? CLEAN : WRONG_RESULT;
    } catch (IOException | RuntimeException e) {
      err.println("scripts/faults: " + e);
      return NOT_RUN;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
