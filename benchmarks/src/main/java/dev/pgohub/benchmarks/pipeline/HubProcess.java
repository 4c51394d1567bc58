package dev.pgohub.benchmarks.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A standalone hub in a process of its own, on free ports of 127.0.0.1. */
final class HubProcess implements AutoCloseable {

  private static final String READY = "pgohub is ready: ";
  private static final String KAFKA = "Kafka broker on ";

  private final Process process;
  private final URI url;
  private final String bootstrapServers;

  private HubProcess(Process process, URI url, String bootstrapServers) {
    this.process = process;
    this.url = url;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts a hub and waits until it serves. */
  static HubProcess start(Path lib, Path data) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
                java,
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                lib + "/*",
                "dev.pgohub.standalone.Standalone")
            .redirectError(data.resolveSibling("hub.err").toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("PGOHUB_"));
    builder.environment().put("PGOHUB_HTTP_PORT", "0");
    builder.environment().put("PGOHUB_KAFKA_PORT", "0");
    builder.environment().put("PGOHUB_DATA_DIR", data.toString());
    // All that is posted comes from one address, as if from one client.
    builder.environment().put("PGOHUB_CLIENT_RATE", "0B");
    // What is asked is how soon a merge can be served; by default it is published every five
    // seconds.
    builder.environment().put("PGOHUB_LIVE_INTERVAL", "250ms");
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end-of-the-hub"));
    String bootstrap = "";
    // It writes a few lines more than these, which fit into the pipe.
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith(KAFKA)) {
        bootstrap = line.substring(KAFKA.length()).replaceFirst(" .*", "");
      } else if (line.startsWith(READY)) {
        return new HubProcess(process, URI.create(line.substring(READY.length())), bootstrap);
      }
    }
    throw new IOException(
        "the hub ended before it was ready; see " + data.resolveSibling("hub.err"));
  }

  long pid() {
    return process.pid();
  }

  URI url() {
    return url;
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** CPU seconds by part of the hub so far. */
  List<ThreadCpu.Part> cpu() throws IOException {
    return ThreadCpu.of(pid());
  }
}
