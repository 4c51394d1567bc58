package dev.pgohub.benchmarks.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Measures the flame graph of a tag with as many stacks as there may be: a hub of its own with the
 * heap of {@code scripts/up}, what it answers, and when.
 *
 * <p>Arguments: the directory of jars; frames of a stack; a command that is run at the end with the
 * address of the hub behind it, or nothing.
 */
public final class FlameBench {

  private static final String TAG = "large";
  private static final int INSTANCES = 5;
  private static final Pattern KEY = Pattern.compile("\"depth\":1,[^}]*?\"key\":\"([0-9a-f]{8})\"");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+([0-9]+) kB");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HubProcess hub;

  private FlameBench(HubProcess hub) {
    this.hub = hub;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("pgohub-bench");
    try (HubProcess hub = HubProcess.start(Path.of(args[0]), work.resolve("data"))) {
      FlameBench bench = new FlameBench(hub);
      bench.send(Integer.parseInt(args[1]));
      bench.measure();
      if (args.length > 2) {
        List<String> command = new ArrayList<>(Arrays.asList(args).subList(2, args.length));
        command.add(hub.url().toString());
        new ProcessBuilder(command).inheritIO().start().waitFor();
      }
    } finally {
      try (var files = Files.walk(work)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
      }
    }
  }

  private void send(int depth) throws IOException, InterruptedException {
    new HubClient(hub.url(), TAG).setPolicy();
    LargeProfiles profiles = new LargeProfiles(depth);
    for (int instance = 0; instance < INSTANCES; instance++) {
      byte[] fragment = profiles.fragment(instance);
      String query = "?instance=pod-" + instance + "&build=v" + (1 + instance % 2);
      HttpResponse<byte[]> answer;
      while ((answer = post("/profile/" + TAG + query, fragment)).statusCode() == 429) {
        Thread.sleep(1_000); // it is as much as an address may send at a time
      }
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + " " + new String(answer.body(), UTF_8));
      }
      System.err.println("sent " + fragment.length + " bytes");
    }
    String generations = "/api/v1/tags/" + TAG + "/generations?limit=1";
    while (!text(generations).contains("\"fragments\":" + INSTANCES)) {
      Thread.sleep(500);
    }
  }

  private void measure() throws IOException, InterruptedException {
    System.out.println("| request | time | bytes |");
    System.out.println("| --- | --- | --- |");
    String flame = "/api/v1/tags/" + TAG + "/flame?min=0.0003&frames=4000";
    show("the stacks", "/profile/" + TAG + "/stacks");
    show("first view", flame);
    show("first view again", flame);
    String path = "";
    for (int step = 1; step <= 3; step++) {
      var key = KEY.matcher(text(flame + "&path=" + path));
      if (!key.find()) {
        break;
      }
      path += (path.isEmpty() ? "" : ".") + key.group(1);
      show("zoom " + step, flame + "&path=" + path);
    }
    show("first view of a build", flame + "&build=v2");
    show("zoom in it", flame + "&build=v2&path=" + path.substring(0, 8));
    show("two builds compared", flame + "&build=v2&baseBuild=v1");
    show("and again", flame + "&build=v2&baseBuild=v1");
    var peak =
        PEAK.matcher(
            Files.readString(Path.of("/proc/" + hub.pid() + "/status")).replace('\n', ' '));
    if (peak.find()) {
      System.out.println(
          "| most memory of the hub | | " + Long.parseLong(peak.group(1)) * 1024 + " |");
    }
  }

  private void show(String what, String path) throws IOException, InterruptedException {
    long began = System.nanoTime();
    byte[] body = get(path).body();
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.println("| " + what + " | " + millis + " ms | " + body.length + " |");
  }

  private String text(String path) throws IOException, InterruptedException {
    return new String(get(path).body(), UTF_8);
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    URI uri = hub.url().resolve(path);
    return HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(2));
  }
}
