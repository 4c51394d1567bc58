package dev.pgohub.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One hub for all tests that look at what a hub says, not at how it starts and ends. */
final class SharedHub {

  private static @Nullable HubProcess hub;
  private static @Nullable URI url;

  private SharedHub() {}

  /** Where it is; it is started when it is first asked for, and ends with this process. */
  static synchronized URI url() throws IOException, InterruptedException {
    if (url == null) {
      Path dir = Files.createTempDirectory("pgohub-shared");
      Map<String, String> settings = Map.of("PGOHUB_CLIENT_RATE", "0", "PGOHUB_LOG_FORMAT", "json");
      HubProcess started = HubProcess.start(dir.resolve("data"), settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, dir)));
      url = started.awaitReady();
      hub = started;
    }
    return url;
  }

  /** The process, which runs. */
  static synchronized HubProcess process() throws IOException, InterruptedException {
    url();
    if (hub == null) {
      throw new IllegalStateException("the hub does not run");
    }
    return hub;
  }

  private static void end(HubProcess hub, Path dir) {
    try (hub;
        var files = Files.walk(dir)) {
      hub.close();
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
