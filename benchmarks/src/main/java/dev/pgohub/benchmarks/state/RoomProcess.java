package dev.pgohub.benchmarks.state;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A merger or an API in a process of its own. */
final class RoomProcess implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Process process;
  private final URI health;

  private RoomProcess(Process process, URI health) {
    this.process = process;
    this.health = health;
  }

  /**
   * Starts one.
   *
   * @param heap the most of it, as java takes it
   * @param health where it says that it is ready
   */
  static RoomProcess start(
      Path lib, String main, String heap, Map<String, String> environment, Path log, URI health)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(java, "-Xmx" + heap, "-XX:+UseSerialGC", "-cp", lib + "/*", main))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    environment.forEach((key, value) -> builder.environment().put("PGOHUB_" + key, value));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-of-" + main));
    return new RoomProcess(process, health);
  }

  /** A port that nobody has now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it is ready; returns how many seconds that took. */
  double awaitReady() throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new IOException("ended with " + process.exitValue() + " before it was ready");
      }
      Thread.sleep(50);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private boolean isReady() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).GET().build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** What a GET answers. */
  static String get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
    return HTTP.send(request, BodyHandlers.ofString()).body();
  }

  /**
   * Memory that it holds, the most it held, what lives on its heap, and the CPU time it took.
   *
   * @param metrics where it tells its metrics
   */
  String memory(URI metrics) throws IOException, InterruptedException {
    boolean isCollected = collectGarbage();
    long heap = 0;
    for (String line : get(metrics).split("\n")) {
      if (line.startsWith("jvm_memory_used_bytes{") && line.contains("area=\"heap\"")) {
        heap += (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s, heap %d MiB%s, CPU %.0f s",
        memory(),
        heap >> 20,
        isCollected ? "" : " with garbage",
        cpuSeconds());
  }

  /** Its CPU time up to now, in seconds. */
  double cpuSeconds() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  /** So that what is used is what is alive; false where the JDK has no jcmd. */
  private boolean collectGarbage() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return false;
    }
    Process collecting =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return collecting.waitFor(60, TimeUnit.SECONDS) && collecting.exitValue() == 0;
  }

  /** Memory that it holds, and the most it held, in MiB; unknown where there is no /proc. */
  private String memory() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return "RSS unknown";
    }
    long now = 0;
    long most = 0;
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        now = Long.parseLong(line.replaceAll("\\D", ""));
      } else if (line.startsWith("VmHWM:")) {
        most = Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return "RSS " + (now >> 10) + " MiB, at most " + (most >> 10) + " MiB";
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(60, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
