package dev.pgohub.standalone;

import java.io.PrintStream;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Runs the broker, the merger, the API and the publisher in this process until it is asked to end.
 */
public final class Standalone {

  private static final String LOGBACK = "logback-standalone.xml";

  private Standalone() {}

  /**
   * Takes its settings from the environment and no arguments. Ends the process, with an {@link
   * ExitCode} and, when it is a failure, one line on stderr.
   */
  public static void main(String[] args) {
    // Before the first logger; Tomcat's go through java.util.logging.
    System.setProperty("logback.configurationFile", LOGBACK);
    System.setProperty("logging.config", "classpath:" + LOGBACK);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(run(args, System.getenv(), System.out, System.err).status());
  }

  private static ExitCode run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (args.length > 0) {
      err.println("pgohub: no arguments are known; settings are in the environment");
      return ExitCode.WRONG_SETTING;
    }
    Ending ending = Ending.onSignals();
    try {
      return serve(environment, ending, out, err);
    } catch (HubStartException e) {
      err.println("pgohub: " + e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILURE;
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Standalone.class).error("this was not foreseen", e);
      err.println("pgohub: " + e);
      return ExitCode.FAILURE;
    }
  }

  private static ExitCode serve(
      Map<String, String> environment, Ending ending, PrintStream out, PrintStream err)
      throws HubStartException, InterruptedException {
    Ending.Reason reason;
    try (Hub hub = Hub.start(environment, ending, out)) {
      if (!ending.isDue()) {
        out.println("pgohub is ready: " + hub.url());
      }
      reason = ending.await(() -> hub.check(ending));
      if (reason.exitCode() == ExitCode.OK) {
        out.println("pgohub ends");
      } else {
        err.println("pgohub: " + reason.line());
      }
    }
    return reason.exitCode();
  }
}
