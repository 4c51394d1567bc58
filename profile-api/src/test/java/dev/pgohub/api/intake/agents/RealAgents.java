package dev.pgohub.api.intake.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.intake.IntakeHub;
import dev.pgohub.api.intake.Stacks;
import dev.pgohub.schemas.proto.Fragment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real agents in processes of their own. Run by {@code scripts/test-agents}, which fetches them.
 */
@ExtendWith(IntakeHub.Shared.class)
class RealAgents {

  private static final Path PROGRAMS = Path.of("../examples/agents");
  private static final String SECONDS = "14";
  private static final double HOT = 0.5;
  private static final int MOST_FRAGMENTS = 3;

  @TempDir Path dir;

  @Test
  @EnabledIfSystemProperty(named = "pgohub.agent.java", matches = ".+")
  void java(IntakeHub hub) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Map<String, String> settings =
        Map.of(
            "PYROSCOPE_FORMAT", "jfr",
            "PYROSCOPE_PROFILING_INTERVAL", "10ms",
            "PYROSCOPE_UPLOAD_INTERVAL", "5s",
            "PYROSCOPE_LABELS", "version=1.2,hostname=host-1",
            "PYROSCOPE_APPLICATION_NAME", "agent/java");
    run(
        hub,
        "Shop.prices",
        "agent-java",
        settings,
        java,
        "-javaagent:" + System.getProperty("pgohub.agent.java"),
        PROGRAMS.resolve("java/Shop.java").toString(),
        SECONDS);
  }

  @Test
  @EnabledIfSystemProperty(named = "pgohub.agent.nodejs", matches = ".+")
  void nodejs(IntakeHub hub) throws IOException, InterruptedException {
    String program = System.getProperty("pgohub.agent.nodejs");
    Map<String, String> settings = Map.of("PYROSCOPE_APPLICATION_NAME", "agent/nodejs");
    // V8 puts prices into work, and samples do not show it then.
    run(hub, "work", "agent-nodejs", settings, "node", program, SECONDS);
  }

  @Test
  @EnabledIfSystemProperty(named = "pgohub.agent.go", matches = ".+")
  void go(IntakeHub hub) throws IOException, InterruptedException {
    String program = System.getProperty("pgohub.agent.go");
    Map<String, String> settings = Map.of("PYROSCOPE_APPLICATION_NAME", "agent/go");
    run(hub, "main.prices", "agent-go", settings, program, SECONDS);
  }

  private void run(
      IntakeHub hub, String hot, String tag, Map<String, String> settings, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    String url = "http://127.0.0.1:" + hub.api().port();
    builder.environment().put("PGOHUB_URL", url);
    builder.environment().put("PYROSCOPE_SERVER_ADDRESS", url);
    builder.environment().putAll(settings);
    Path log = dir.resolve("log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = builder.start();
    try {
      double share = 0;
      // The first ones are of the program's start.
      for (int i = 0; i < MOST_FRAGMENTS && share < HOT; i++) {
        Fragment fragment = hub.published(tag);
        assertThat(fragment.getBuild()).isEqualTo("1.2");
        assertThat(fragment.getInstance()).isNotEmpty();
        share = share(Stacks.of(fragment.getPprof().toByteArray()), hot);
        System.out.printf("%s: %s has %.0f %% of the samples%n", tag, hot, 100 * share);
      }
      assertThat(share).isBetween(HOT, 1.0);
      assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    } catch (AssertionError e) {
      throw new AssertionError(Files.readString(log), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The share of the stacks that run a function, whatever stands around its name. */
  private static double share(String stacks, String function) {
    long all = 0;
    long hot = 0;
    for (String line : stacks.lines().toList()) {
      String[] parts = line.split("\t", 2);
      long weight = Long.parseLong(parts[0]);
      all += weight;
      if ((":" + parts[1].replace(";", ":;:")).contains(":" + function + ":")) {
        hot += weight;
      }
    }
    return (double) hot / all;
  }
}
