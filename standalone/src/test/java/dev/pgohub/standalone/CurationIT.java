package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.PprofBuilder;
import dev.pgohub.pprof.PprofBuilder.Frame;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is let in and how it is mixed, on fleets whose truth is known, through a running hub. */
class CurationIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long PERIOD = 10_000_000;

  @TempDir static Path dir;
  private static HubProcess hub;
  private static HubClient client;

  @BeforeAll
  static void start() throws Exception {
    hub =
        HubProcess.start(
            dir.resolve("data"), Map.of("PGOHUB_POLICY", "", "PGOHUB_CLIENT_RATE", "0"));
    client = new HubClient(hub.awaitReady());
  }

  @AfterAll
  static void end() throws Exception {
    assertThat(hub.terminate()).as(hub::toString).isZero();
  }

  @Test
  void refusals_sayWhatWasMeasured_andAreReplayedUnderAnotherPolicy() throws Exception {
    post("fit", "i", 0, profile("main.f", 9, 10));
    post("fit", "i", 600, profile("main.f", 100, 10));
    post("fit", "i", -9 * 86_400, profile("main.f", 101, 10)); // not the same bytes
    post("fit", "i", 0, profile("runtime.findRunnable", 100, 10));
    JsonNode tag = await("fit", status -> status.at("/received/refused").asLong() == 3);
    assertThat(tag.at("/received/fragments").asLong()).isEqualTo(1);

    Map<String, String> details = new HashMap<>();
    for (JsonNode rejection :
        json(client.getText("/api/v1/tags/fit/rejections")).at("/rejections")) {
      details.put(rejection.at("/reason").asString(), rejection.at("/detail").asString());
      assertThat(rejection.at("/hint").asString()).isNotBlank();
    }
    assertThat(details.keySet()).containsExactlyInAnyOrder("too_few_samples", "too_old", "idle");
    assertThat(details.get("too_few_samples"))
        .isEqualTo("it has 9 samples; at least 10 (minSamples)");

    HttpResponse<String> wrong = client.putJson("/api/v1/tags/fit/policy", "{\"minSamples\": -1}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).at("/field").asString()).isEqualTo("minSamples");
    HttpResponse<String> set =
        client.putJson("/api/v1/tags/fit/policy", "{\"minSamples\": 5, \"maxAge\": \"10d\"}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    await("fit", status -> status.at("/policy/inForce/minSamples").asLong() == 5);
    Shell.Result replayed =
        Shell.run(
            dir,
            Map.of("PGOHUB_BOOTSTRAP_SERVERS", hub.bootstrapServers()),
            "replay-rejections",
            "--no-build",
            "fit");
    assertThat(replayed.exitCode()).as(replayed.stderr()).isZero();
    assertThat(replayed.stdout()).contains("too_old: 1 sent again");
    tag = await("fit", status -> status.at("/received/fragments").asLong() == 3);
    assertThat(tag.at("/received/weight").asLong()).isEqualTo(210);
  }

  @Test
  void tagThatIsNotReady_saysWhatIsMissing() throws Exception {
    post("young", "i", 0, profile("main.f", 400, 10));
    JsonNode tag = await("young", status -> status.at("/received/fragments").asLong() == 1);
    assertThat(tag.at("/state").asString()).isEqualTo("not_ready");
    assertThat(tag.at("/readiness/missingCoreSeconds").asDouble()).isEqualTo(6.0, offset(0.01));
    assertThat(tag.at("/readiness/readyAt").asString()).isNotBlank();
    HttpResponse<byte[]> answer = client.get("young");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("X-Pgohub-Missing-Weight")).contains("600");
    assertThat(client.getText("/profile/young/live").statusCode()).isEqualTo(200);
    post("young", "i", 20, profile("main.f", 600, 10));
    client.awaitWeight("young", 1_000);
  }

  /**
   * One instance sends ten times as much, one is sampled at a tenth of the rate, one has 48 cores.
   */
  @Test
  void rate_isWhatTheFleetSpends() throws Exception {
    for (String tag : List.of("by-rate", "by-sum")) {
      client.putJson(
          "/api/v1/tags/" + tag + "/policy",
          "{\"stitch\": \"" + tag.substring(3) + "\", \"gate\": \"always\"}");
      for (int i = 0; i < 4; i++) {
        sendHour(tag, "plain-" + i, "main.plain", 6, 1_000, PERIOD);
      }
      sendHour(tag, "flood", "main.flood", 60, 1_000, PERIOD);
      sendHour(tag, "rare", "main.rare", 6, 100, 10 * PERIOD);
      sendHour(tag, "large", "main.large", 6, 48_000, PERIOD);
    }
    double cores = 4 + 1 + 1 + 48;
    Map<String, Double> rate = shares("by-rate", 96);
    assertThat(rate.get("main.plain")).isEqualTo(4 / cores, offset(0.002));
    assertThat(rate.get("main.flood")).isEqualTo(1 / cores, offset(0.002));
    assertThat(rate.get("main.rare")).isEqualTo(1 / cores, offset(0.002));
    assertThat(rate.get("main.large")).isEqualTo(48 / cores, offset(0.002));
    Map<String, Double> sum = shares("by-sum", 96);
    assertThat(sum.get("main.flood")).isGreaterThan(8 / cores);
    assertThat(sum.get("main.rare")).isLessThan(0.2 / cores);
  }

  @Test
  void modes_haveWhatTheyWeigh_andCostEachOther() throws Exception {
    client.putJson(
        "/api/v1/tags/modes/policy",
        "{\"gate\": \"always\", \"readyWeight\": 0, \"modes\": {\"serve\": 1, \"batch\": 3}}");
    client.postTo("/profile/modes?mode=serve&instance=i", profile("main.serve", 900, 10));
    client.postTo("/profile/modes?mode=batch&instance=j", profile("main.batch", 100, 10));
    JsonNode tag = await("modes", status -> status.at("/byMode").size() == 2);
    assertThat(shares("modes", 2))
        .containsEntry("main.serve", 0.25)
        .containsEntry("main.batch", 0.75);
    assertThat(tag.at("/byMode/0/overlap").asDouble()).isEqualTo(0.75, offset(0.001));
    HttpResponse<String> serve = client.getText("/profile/modes?mode=serve&format=preprofile");
    assertThat(serve.body()).contains("main.serve").doesNotContain("main.batch");
  }

  @Test
  void builds_canBeSeenByThemselves_andCompared() throws Exception {
    client.putJson("/api/v1/tags/builds/policy", "{\"gate\": \"always\", \"readyWeight\": 0}");
    client.postTo("/profile/builds?build=v1&instance=i", profile("main.slow", 300, 10));
    client.postTo("/profile/builds?build=v2&instance=i", profile("main.fast", 100, 10));
    client.awaitWeight("builds", 400);
    String flame = "/api/v1/tags/builds/flame";
    JsonNode all = json(client.getText(flame));
    assertThat(all.at("/builds").size()).isEqualTo(2);
    assertThat(all.at("/builds/0/build").asString()).isEqualTo("v1");
    JsonNode second = json(client.getText(flame + "?build=v2"));
    assertThat(second.at("/totalWeight").asLong()).isEqualTo(all.at("/builds/1/weight").asLong());
    assertThat(second.toString()).contains("main.fast").doesNotContain("main.slow");
    JsonNode compared = json(client.getText(flame + "?build=v2&baseBuild=v1"));
    assertThat(compared.at("/baseWeight").asLong()).isEqualTo(all.at("/builds/0/weight").asLong());
  }

  @Test
  void generation_canBeHeldAndReleased_andCompared() throws Exception {
    client.putJson(
        "/api/v1/tags/held/policy",
        "{\"gate\": \"always\", \"readyWeight\": 0, \"halfLife\": \"none\", \"stitch\": \"sum\"}");
    post("held", "i", 0, profile("main.good", 100, 10));
    HttpResponse<byte[]> good = client.awaitWeight("held", 100);
    post("held", "i", 20, profile("main.bad", 300, 10));
    client.awaitWeight("held", 400);
    HttpResponse<String> hold =
        client.putJson(
            "/api/v1/tags/held/hold", "{\"generation\": 1, \"reason\": \"main.bad is slow\"}");
    assertThat(hold.statusCode()).as(hold.body()).isEqualTo(200);
    HttpResponse<byte[]> served = client.awaitWeight("held", 100);
    assertThat(served.body()).isEqualTo(good.body());
    assertThat(served.headers().firstValue("X-Pgohub-Hold")).contains("main.bad is slow");

    JsonNode diff = json(client.getText("/api/v1/tags/held/diff?from=1&to=2"));
    assertThat(diff.at("/overlap").asDouble()).isEqualTo(0.25, offset(0.001));
    assertThat(diff.at("/becameHot/0/callee").asString()).isEqualTo("main.bad");
    assertThat(client.delete("/api/v1/tags/held/hold").statusCode()).isLessThan(300);
    client.awaitWeight("held", 400);
    JsonNode generations = json(client.getText("/api/v1/tags/held/generations"));
    assertThat(generations.at("/generations/0/generation").asLong()).isEqualTo(2);

    client.putJson("/api/v1/tags/held/policy", "{\"neverInline\": [\"main.bad\"]}");
    await("held", status -> status.at("/generation").asLong() == 3);
    JsonNode third = json(client.getText("/api/v1/tags/held/generations")).at("/generations/0");
    assertThat(third.at("/neverInlined/weight").asLong()).isEqualTo(300);
    assertThat(third.at("/policy/neverInline/0").asString()).isEqualTo("main.bad");
    assertThat(client.getText("/profile/held?format=preprofile").body())
        .contains("main.good")
        .doesNotContain("main.bad");

    String digest = third.at("/digest").asString();
    Shell.Result made =
        Shell.run(
            dir,
            Map.of("PGOHUB_BOOTSTRAP_SERVERS", hub.bootstrapServers()),
            "reproduce",
            "--no-build",
            "held@" + digest);
    assertThat(made.exitCode()).as(made.stdout() + made.stderr()).isZero();
    assertThat(made.stdout()).endsWith("the same\n");
  }

  private static void sendHour(
      String tag, String instance, String leaf, int windows, long samples, long period)
      throws Exception {
    for (int window = 0; window < windows; window++) {
      PprofBuilder pprof =
          new PprofBuilder(nanos(-7_200 + 3_600L * window / windows), seconds(10), period);
      pprof.add(stack(leaf), samples);
      HttpResponse<String> answer =
          client.postTo("/profile/" + tag + "?instance=" + instance, pprof.toGzip());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static void post(String tag, String instance, long at, byte[] pprof) throws Exception {
    long from = Instant.now().minusSeconds(30).getEpochSecond() + at;
    HttpResponse<String> answer =
        client.postTo(
            "/profile/" + tag + "?instance=" + instance + "&from=" + from + "&until=" + (from + 10),
            pprof);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static byte[] profile(String leaf, long samples, long secondsLong) {
    PprofBuilder pprof = new PprofBuilder(0, seconds(secondsLong), PERIOD);
    pprof.add(stack(leaf), samples);
    return pprof.toGzip();
  }

  private static List<Frame> stack(String leaf) {
    return List.of(new Frame(leaf, "main.go", 10, 12), new Frame("main.main", "main.go", 30, 40));
  }

  /** Whole hours, so that all windows of an hour are in one bucket. */
  private static long nanos(long at) {
    long hour = Instant.now().getEpochSecond() / 3_600 * 3_600;
    return TimeUnit.SECONDS.toNanos(hour + at);
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  /** The shares of the leaves in what is served, once so many fragments are in it. */
  private static Map<String, Double> shares(String tag, long fragments) throws Exception {
    await(tag, status -> status.at("/fragments").asLong() == fragments);
    byte[] served = client.get(tag).body();
    var read = new FragmentReader(ProfileLimits.DEFAULTS).read(served);
    String[] lines = ProfileText.edges(Tally.of(List.of(read.run()))).split("\n");
    Map<String, Double> shares = new HashMap<>();
    for (int i = 1; i + 2 < lines.length; i += 3) {
      double weight = Double.parseDouble(lines[i + 2].split(" ")[1]);
      shares.put(lines[i + 1], weight / read.edgeWeight());
    }
    return shares;
  }

  private static JsonNode await(String tag, Predicate<JsonNode> condition) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (true) {
      HttpResponse<String> answer = client.getText("/api/v1/tags/" + tag);
      JsonNode status = answer.statusCode() == 200 ? json(answer) : JSON.createObjectNode();
      if (condition.test(status)) {
        return status;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not in time: " + answer.body());
      }
      Thread.sleep(100);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JSON.readTree(answer.body());
  }
}
