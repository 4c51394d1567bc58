package dev.pgohub.standalone;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command in the documents does what it is there for. */
class DocsIT {

  /** Commands that are not run here, and why. A block has only such, or none. */
  private static final Map<String, String> NOT_RUN =
      new TreeMap<>(
          Map.ofEntries(
              entry("scripts/up", "starts a hub: UpIT"),
              entry("PGOHUB_TOKENS_FILE=tokens ", "starts a hub: SecuredHubIT"),
              entry("scripts/test", "is what runs this"),
              entry("scripts/faults", "takes minutes: ShortFaultsIT runs its short form"),
              entry("scripts/outage", "needs images"),
              entry("docker ", "needs images"),
              entry("kubectl ", "needs a cluster"),
              entry("ACL=", "needs a broker that asks who one is: SecuredHubIT runs these"),
              entry("$ACL ", "needs a broker that asks who one is: SecuredHubIT runs these"),
              entry("go tool pprof", "needs Go and a terminal: EndToEndIT compares with its tools"),
              entry("promtool ", "needs Prometheus: MetricsIT runs it where it is"),
              entry(
                  "perf script",
                  "needs a recording of perf: CommandLineIT pushes stacks as text")));

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?=\\S)(?!#|-H |-d )(?:[^\\n]*\\\\\\n)*[^\\n]*$");

  @TempDir static Path dir;
  private static URI hub;
  private static String digest;
  private static HttpServer service;

  @BeforeAll
  static void aService() throws Exception {
    hub = SharedHub.url();
    HubClient client = new HubClient(hub);
    List<byte[]> fragments = Fleet.of("apiserver").fragments();
    client.post("checkout", fragments.get(0));
    client.awaitWeightAtLeast("checkout", 1);
    client.putJson("/api/v1/tags/checkout/policy", "{\"minSamples\":1000000}");
    client.post("checkout", fragments.get(1));
    client.delete("/api/v1/tags/checkout/policy");
    client.postTo("/profile/checkout?mode=serve", fragments.get(2));
    client.awaitWeightAtLeast("checkout", 1 + Fleet.weight(fragments.get(0)));
    client.post("described", fragments.get(5));
    client.awaitWeightAtLeast("described", 1);
    // What the documents look at, change and end.
    client.putJson("/api/v1/tags/checkout/hold", "{\"generation\":1,\"reason\":\"to see it\"}");
    client.putJson(
        "/api/v1/tags/checkout/publication",
        "{\"repository\":\"https://git.example.org/x.git\",\"branch\":\"main\",\"path\":\"x\"}");
    digest =
        new JsonMapper()
            .readTree(client.getText("/api/v1/tags/checkout").body())
            .path("digest")
            .asString()
            .substring("sha256:".length());
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    service.createContext(
        "/debug/pprof/profile",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, fragments.get(3).length);
            exchange.getResponseBody().write(fragments.get(3));
          }
        });
    service.start();
    Files.write(dir.resolve("cpu.pprof"), fragments.get(4));
    Files.write(dir.resolve("default.pgo"), client.get("checkout").body());
    Files.writeString(dir.resolve("stacks.txt"), "main;serve;hash 1500\nmain;idle 20\n");
    Files.createDirectory(dir.resolve("data"));
  }

  @AfterAll
  static void end() {
    service.stop(0);
  }

  static List<DocBlocks.Block> blocks() throws IOException {
    return DocBlocks.all();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void commands_endWell(DocBlocks.Block block) throws Exception {
    List<String> commands =
        COMMAND.matcher(block.script()).results().map(found -> found.group()).toList();
    long listed = commands.stream().filter(DocsIT::isNotRun).count();
    if (listed > 0) {
      assertThat(listed)
          .as("%s: run here are all or none", block.script())
          .isEqualTo(commands.size());
      return;
    }
    assertThat(commands).isNotEmpty();
    String script =
        block
            .script()
            .replaceAll("(?m)(^|[ (|])scripts/", "$1" + Shell.ROOT.resolve("scripts") + "/")
            .replace("http://localhost:8080", hub.toString())
            .replace("http://localhost:6060", "http://127.0.0.1:" + service.getAddress().getPort());
    Path said = dir.resolve("said.txt");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-euc", script)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    environment.putAll(
        Map.of(
            "HUB",
            hub.toString(),
            "PGOHUB_URL",
            hub.toString(),
            "HOSTNAME",
            "pod-1",
            "SERVICE_TAG",
            "checkout",
            "DIGEST",
            digest,
            "JAVA_HOME",
            System.getProperty("java.home")));
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(script).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", script, Files.readString(said)).isZero();
  }

  private static boolean isNotRun(String command) {
    return NOT_RUN.keySet().stream().anyMatch(command::startsWith);
  }

  /** As a program would that has only the description. */
  @Test
  void examplesOfTheDescription_areAnsweredAsItSays() throws Exception {
    HubClient client = new HubClient(hub);
    JsonNode paths =
        new JsonMapper().readTree(client.getText("/openapi.json").body()).path("paths");
    int run = 0;
    for (var path : paths.properties()) {
      for (var operation : path.getValue().properties()) {
        if (operation.getValue().toString().contains("text/event-stream")) {
          continue; // It would go on for ever.
        }
        if (operation.getKey().equals("get")) {
          for (String request : requests(path.getKey(), operation.getValue())) {
            int status = client.getText(request).statusCode();
            assertThat(operation.getValue().path("responses").propertyNames())
                .as("GET %s answered %d", request, status)
                .contains(Integer.toString(status));
            assertThat(status).as(request).isIn(200, 404);
            run++;
          }
        } else {
          JsonNode body =
              operation.getValue().path("requestBody").path("content").path("application/json");
          if (operation.getKey().equals("put")) {
            // Another tag than that of the documents, which ends what it began.
            String at = path.getKey().replace("{tag}", "described");
            var answer = client.putJson(at, body.path("example").toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(client.delete(at).statusCode()).isIn(200, 204);
            run++;
          }
        }
      }
    }
    assertThat(run).isGreaterThan(40);
  }

  /** Each with what it must have, and then once more for each example of what it may have. */
  private static List<String> requests(String template, JsonNode operation) {
    String path = template.replace("{tag}", "checkout").replace("{hex}", digest);
    Stream.Builder<String> queries = Stream.builder();
    queries.add("");
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.path("name").asString();
      if (parameter.path("in").asString().equals("path")) {
        path = path.replace("{" + name + "}", parameter.path("example").asString());
      } else if (parameter.path("in").asString().equals("query") && parameter.has("example")) {
        queries.add("?" + name + "=" + parameter.path("example").asString());
      }
    }
    String at = path;
    return queries.build().map(query -> at + query).toList();
  }

  @Test
  void troubleshooting_hasEveryReason_andNoOther() throws Exception {
    TreeMap<String, String> reasons = Reasons.ofThisHub(new HubClient(hub));
    String page = Files.readString(Shell.ROOT.resolve("docs/troubleshooting.md"));
    List<String> rows =
        Pattern.compile("(?m)^\\| (`[a-z_`, ]+`) \\|")
            .matcher(page)
            .results()
            .flatMap(row -> Stream.of(row.group(1).split(", ")))
            .map(code -> code.replace("`", ""))
            .toList();

    assertThat(rows).containsAll(reasons.keySet());
    assertThat(reasons.keySet()).containsAll(rows);
  }

  @Test
  void everyMetricAndAlert_isExplained() throws Exception {
    String page = Files.readString(Shell.ROOT.resolve("docs/operating.md"));
    String alerts = Files.readString(Shell.ROOT.resolve("deploy/prometheus/alerts.yml"));
    assertThat(Pattern.compile("alert: (\\w+)").matcher(alerts).results().map(a -> a.group(1)))
        .allSatisfy(alert -> assertThat(page).contains("`" + alert + "`"));
    String scrape = new HubClient(hub).getText("/actuator/prometheus").body();
    assertThat(
            scrape
                .lines()
                .filter(line -> line.startsWith("# TYPE pgohub_"))
                .map(line -> line.split(" ")[2])
                .map(name -> name.replaceFirst("_max$", ""))
                .filter(name -> !name.startsWith("pgohub_store_")))
        .allSatisfy(name -> assertThat(page).contains(name));
  }

  /** A page that nobody finds helps nobody. */
  @Test
  void everyDocument_isLinkedFromAnother() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(Shell.ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(Shell.ROOT.resolve("docs"))) {
      List<Path> documents = files.filter(f -> f.toString().endsWith(".md")).toList();
      for (Path document : documents) {
        all.append(Files.readString(document));
      }
      for (Path document : documents) {
        assertThat(all.toString()).contains(document.getFileName() + ")");
      }
    }
  }
}
