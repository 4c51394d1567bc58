package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the Go on the {@code PATH} knows profile-guided optimization. */
final class GoCheck {

  private static final String GO = "go";
  private static final Pattern VERSION = Pattern.compile("go version \\S*go1\\.([0-9]+)");

  /** The first whose {@code go build} takes a {@code default.pgo} by itself. */
  private static final int FIRST = 21;

  /** The first that builds again only what a change of the edges concerns. */
  private static final int STABLE = 23;

  private GoCheck() {}

  static Finding run(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator)) {
      Path go = Path.of(directory, GO);
      if (!directory.isEmpty() && Files.isExecutable(go) && Files.isRegularFile(go)) {
        return of(version(go));
      }
    }
    return Finding.warn(GO, "not on the PATH; only builds of Go programs need it");
  }

  static Finding of(String version) {
    Matcher found = VERSION.matcher(version);
    if (!found.find()) {
      return Finding.warn(GO, "\"" + version.strip() + "\" is no version that is known");
    }
    int minor = Integer.parseInt(found.group(1));
    String text = "1." + minor;
    if (minor < FIRST) {
      return Finding.fail(GO, text + " does not use default.pgo by itself; take 1.21 or newer");
    }
    return minor < STABLE
        ? Finding.warn(GO, text + " works; from 1.23 on a build is cached by the profile's edges")
        : Finding.ok(GO, text + " uses default.pgo by itself");
  }

  private static String version(Path go) {
    try {
      Process process =
          new ProcessBuilder(go.toString(), "version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "no answer";
      }
      return new String(process.getInputStream().readNBytes(4096), UTF_8);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
