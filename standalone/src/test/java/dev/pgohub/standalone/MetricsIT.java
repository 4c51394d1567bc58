package dev.pgohub.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One scrape of a hub shows all rooms, and what is made for operators asks for nothing else. */
class MetricsIT {

  private static final Path DEPLOY = Shell.ROOT.resolve("deploy");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");

  private static final Pattern REFUSED =
      Pattern.compile("reason=\"too_few_samples\",result=\"rejected\"} [1-9]");
  private static final Pattern PUBLISHED =
      Pattern.compile(
          "pgohub_publisher_publication_seconds_count"
              + "\\{reason=\"none\",result=\"committed\"} [1-9]");

  @TempDir static Path dir;
  private static HubClient client;

  @BeforeAll
  static void traffic() throws Exception {
    client = new HubClient(SharedHub.url());
    List<byte[]> fragments = Fleet.of("jsonbench").fragments();
    Git.init()
        .setBare(true)
        .setInitialBranch("main")
        .setDirectory(dir.resolve("origin.git").toFile())
        .call()
        .close();
    client.putJson(
        "/api/v1/tags/metrics/publication",
        "{\"repository\":\"file://"
            + dir.resolve("origin.git")
            + "\",\"branch\":\"main\",\"path\":\"default.pgo\"}");
    client.post("metrics", fragments.get(0));
    client.post("metrics", fragments.get(0), "the-same");
    client.post("metrics", "no profile".getBytes(UTF_8));
    client.putJson("/api/v1/tags/metrics-strict/policy", "{\"minSamples\":1000000}");
    client.post("metrics-strict", fragments.get(1));
    client.awaitWeightAtLeast("metrics", 1);
    client.get("metrics-unknown");
  }

  @Test
  void scrape_showsWhatEachRoomDid() throws Exception {
    String scrape = awaitScrape(s -> REFUSED.matcher(s).find() && PUBLISHED.matcher(s).find());

    assertThat(scrape)
        .contains("pgohub_merger_running 1.0")
        .contains("pgohub_publisher_running 1.0")
        .contains("pgohub_broker_connected 1.0")
        .contains("pgohub_profile_gets_total{status=\"404\"}")
        .contains("pgohub_fragment_posts_total{reason=\"not_pprof\",result=\"refused\"}")
        .containsPattern("pgohub_merger_fold_seconds_bucket\\{le=\"[0-9.E+-]+\"} [1-9]")
        .containsPattern("pgohub_merger_state_bytes\\{store=\"runs\"} [1-9]")
        .containsPattern("pgohub_tags\\{state=\"served\"} [1-9]")
        .contains("jvm_memory_used_bytes{")
        .doesNotContain("metrics-strict");
    assertThat(scrape.lines().count()).isLessThan(2_000);
  }

  @Test
  void fleet_isAllTagsTogether() throws Exception {
    // What waited when it was looked at last is merged when it is looked at next.
    JsonNode fleet =
        awaitJson(
            "/api/v1/fleet",
            f -> f.path("now").has("lag") && f.path("now").path("lag").asLong() == 0);

    assertThat(fleet.path("complete").asBoolean()).isTrue();
    assertThat(fleet.path("states").path("served").asLong()).isPositive();
    assertThat(fleet.path("fragments").asLong()).isPositive();
  }

  @Test
  void log_isLinesOfJson_thatNameTheTag() throws Exception {
    List<String> log =
        SharedHub.process().stdout().stream().filter(line -> line.startsWith("{")).toList();

    assertThat(log)
        .allSatisfy(line -> assertThat(new JsonMapper().readTree(line).has("message")).isTrue())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"tag\":\"metrics\"")
                    .contains("\"generation\":\"1\"")
                    .contains("\"digest\":\""));
  }

  @Test
  void dashboardAndAlerts_askForMetricsThatThereAre() throws Exception {
    Set<String> asked = new TreeSet<>();
    for (String expression : expressions()) {
      asked.addAll(PromQl.metrics(expression));
    }
    Set<String> there =
        awaitScrape(s -> s.contains("pgohub_publisher_publication_seconds_bucket"))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(asked).hasSizeGreaterThan(20).isSubsetOf(there);
    assertThat(PromQl.metrics("sum by (le) (rate(a_bucket{b=\"c\"}[5m])) / on (d) e > 1 and f"))
        .containsExactly("a_bucket", "e", "f");
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    EXPRESSION
        .matcher(Files.readString(DEPLOY.resolve("prometheus/alerts.yml")))
        .results()
        .forEach(rule -> expressions.add(rule.group(1)));
    JsonNode dashboard =
        new JsonMapper().readTree(Files.readString(DEPLOY.resolve("grafana/pgohub.json")));
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as(panel.path("title").asString()).isTrue();
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.path("expr").asString());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(40).noneMatch(String::isBlank);
    return expressions;
  }

  @Test
  void alerts_areWhatPromtoolTakes_andRingWhenTheyShould() throws Exception {
    Path directory = DEPLOY.resolve("prometheus");
    assertThat(promtool(directory, "check", "config", "prometheus.yml")).isZero();
    assertThat(promtool(directory, "test", "rules", "alerts-test.yml")).isZero();
  }

  private static int promtool(Path directory, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("promtool.txt").toFile())
              .start();
    } catch (IOException e) {
      assumeThat(false).as("promtool is not on the PATH: alerts were not tried").isTrue();
      throw e;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private static String awaitScrape(Predicate<String> enough) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    String scrape;
    while (!enough.test(scrape = client.getText("/actuator/prometheus").body())) {
      assertThat(Instant.now()).as(scrape).isBefore(deadline);
      Thread.sleep(100);
    }
    return scrape;
  }

  private static JsonNode awaitJson(String path, Predicate<JsonNode> enough) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    JsonNode found;
    while (!enough.test(found = new JsonMapper().readTree(client.getText(path).body()))) {
      assertThat(Instant.now()).as(found.toString()).isBefore(deadline);
      Thread.sleep(200);
    }
    return found;
  }
}
