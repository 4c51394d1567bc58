package dev.pgohub.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A hub in a process of its own, started from what the build packs. */
final class HubProcess implements AutoCloseable {

  /** Lets everything in and adds it up as pprof does: what was sent is what comes out. */
  static final String PLAIN =
      "stitch=sum;halfLife=none;window=36500d;maxAge=36500d;maxSkew=36500d;readyWeight=0;gate=always;"
          + "minSamples=0;minDuration=0s;minSymbolized=0;maxIdle=1";

  // A hub here starts often and runs for seconds: the second compiler does not pay.
  private static final String C1 = "-XX:TieredStopAtLevel=1";

  // Each is a store more of every kind that a start opens; UpIT starts hubs with the default.
  private static final String PARTITIONS = "2";

  private static final String READY = "pgohub is ready: ";
  private static final String KAFKA = "Kafka broker on ";
  private static final Path LIB = Path.of("target/dist/lib").toAbsolutePath();

  private final Process process;
  private final List<String> stdout = Collections.synchronizedList(new ArrayList<>());
  private final List<String> stderr = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final List<Thread> readers;

  private HubProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(
            follow(process.getInputStream(), stdout, this::noteReady),
            follow(process.getErrorStream(), stderr, line -> {}));
  }

  /** Starts a hub on free ports; settings win over these. */
  static HubProcess start(Path dataDir, Map<String, String> settings, String... javaOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", C1));
    command.addAll(List.of(javaOptions));
    command.addAll(List.of("-cp", LIB + "/*", Standalone.class.getName()));
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("PGOHUB_PARTITIONS", PARTITIONS);
    return start(command, dataDir, all);
  }

  /** The same by {@code scripts/up}. */
  static HubProcess up(Path dataDir, Map<String, String> settings) throws IOException {
    String script = Shell.ROOT.resolve("scripts/up").toString();
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("PGOHUB_JAVA_OPTS", "-Xmx512m " + C1);
    return start(List.of(script, "--no-build"), dataDir, all);
  }

  private static HubProcess start(List<String> command, Path dataDir, Map<String, String> settings)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put(StandaloneSettings.HTTP_PORT, "0");
    environment.put(StandaloneSettings.KAFKA_PORT, "0");
    environment.put(StandaloneSettings.DATA_DIR, dataDir.toString());
    environment.put("PGOHUB_POLICY", PLAIN);
    environment.putAll(settings);
    ProcessBuilder builder = new ProcessBuilder(command).directory(dataDir.getParent().toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    builder.environment().putAll(environment);
    return new HubProcess(builder.start());
  }

  /** Waits until it serves. */
  URI awaitReady() throws InterruptedException {
    try {
      CompletableFuture.anyOf(ready, process.onExit()).get(180, TimeUnit.SECONDS);
      return ready.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the hub is not ready: " + this, e);
    }
  }

  /** Waits until it has ended by itself, and returns its exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(180, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the hub did not end: " + this);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  /** SIGTERM; through the handle, because the process itself would cut off its output. */
  int terminate() throws InterruptedException {
    process.toHandle().destroy();
    return awaitExit();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    awaitExit();
  }

  List<String> stdout() {
    return List.copyOf(stdout);
  }

  List<String> stderr() {
    return List.copyOf(stderr);
  }

  /** Where Kafka's clients connect. */
  String bootstrapServers() {
    return stdout().stream()
        .filter(line -> line.startsWith(KAFKA))
        .map(line -> line.substring(KAFKA.length()).replaceFirst(" .*", ""))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
  }

  @Override
  public String toString() {
    return "stdout\n  "
        + String.join("\n  ", stdout())
        + "\nstderr\n  "
        + String.join("\n  ", stderr());
  }

  private void noteReady(String line) {
    if (line.startsWith(READY)) {
      ready.complete(URI.create(line.substring(READY.length())));
    }
  }

  private static Thread follow(InputStream stream, List<String> lines, Consumer<String> listener) {
    Thread thread =
        new Thread(
            () -> {
              try (var reader =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line; (line = reader.readLine()) != null; ) {
                  lines.add(line);
                  listener.accept(line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
