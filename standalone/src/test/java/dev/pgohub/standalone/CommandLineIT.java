package dev.pgohub.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.cli.Pgohub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a hub that runs, and that lets a client post only so much a second. */
class CommandLineIT {

  private static final Path FLEET = Fleet.CORPUS.resolve("fleet/apiserver");
  private static final String TAG = "shop";

  @TempDir static Path dir;
  private static HubProcess hub;
  private static URI url;
  private static Fleet fleet;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeAll
  static void pushAFleet() throws Exception {
    Map<String, String> slow =
        Map.of("PGOHUB_CLIENT_RATE", "300KB", "PGOHUB_CLIENT_BURST", "400KB");
    hub = HubProcess.start(dir.resolve("data"), slow);
    url = hub.awaitReady();
    fleet = Fleet.of("apiserver");
    CommandLineIT push = new CommandLineIT();
    List<String> command = new ArrayList<>(List.of("push", "--tag", TAG, "--instance", "a b"));
    try (var files = Files.list(FLEET)) {
      files.map(Path::toString).filter(f -> f.matches(".*/\\d+\\.pprof")).forEach(command::add);
    }

    assertThat(push.run(command.toArray(String[]::new))).as(push.err()).isZero();
    assertThat(push.err()).isEqualTo("27 of 27 taken for shop, " + fleet.weight() + " samples\n");
    new HubClient(url).awaitWeight(TAG, fleet.weight());
  }

  @AfterAll
  static void end() throws Exception {
    assertThat(hub.terminate()).as(hub::toString).isZero();
    assertThat(hub.stderr()).isEmpty();
  }

  @Test
  void get_putsTheProfileInItsPlace_once() throws Exception {
    Path file = dir.resolve("default.pgo");

    assertThat(run("get", TAG, "-o", file.toString())).as(err()).isZero();
    assertThat(err()).startsWith(file + " is now shop generation ");
    assertThat(run("show", "-f", "preprofile", file.toString())).isZero();
    assertThat(out()).isEqualTo(fleet.edges());
    assertThat(run("get", TAG, "-o", file.toString(), "--json")).isZero();
    assertThat(out()).contains("\"changed\":false");
    assertThat(run("diff", TAG, file.toString())).isZero();
    assertThat(out()).startsWith("overlap   100.00%; ");
  }

  @Test
  void get_ofAnUnknownTag_leavesTheFileAsItWas() throws IOException {
    Path file = Files.writeString(dir.resolve("before.pgo"), "before");

    assertThat(run("get", "unheard-of", "-o", file.toString())).isEqualTo(4);
    assertThat(err())
        .hasLineCount(1)
        .contains("no_profile: there is no profile for tag unheard-of");
    assertThat(file).hasContent("before");
  }

  @Test
  void tag_isShownAndCompared() throws Exception {
    assertThat(run("status", TAG)).isZero();
    assertThat(out()).contains("weight           " + fleet.weight() + "\n");
    String digest = out().lines().filter(l -> l.startsWith("digest")).findFirst().orElseThrow();
    String generation = TAG + "@" + digest.replaceFirst("digest *", "");

    assertThat(run("diff", generation, TAG)).isZero();
    assertThat(out()).startsWith("overlap   100.00%; ");
    assertThat(run("diff", generation, FLEET.resolve("001.pprof").toString(), "--top", "3"))
        .isZero();
    assertThat(out()).contains("edges     1390 → 269\n");
    assertThat(run("tags")).isZero();
    assertThat(out()).contains("shop ").contains("weight " + fleet.weight() + ", 27 fragments\n");
    assertThat(run("top", TAG, "-n", "5")).isZero();
    assertThat(out()).contains("syscall.RawSyscall6 → internal/runtime/syscall.Syscall6  +2");
    assertThat(run("show", TAG, "-f", "collapsed")).isZero();
    assertThat(out()).contains(";net/http.");
  }

  @Test
  void push_ofAFileThatIsRefused_goesOnWithTheOthers() throws Exception {
    String heap = FLEET.resolve("heap-010.pprof").toString();
    String cpu = FLEET.resolve("001.pprof").toString();

    assertThat(run("push", heap, cpu, "--tag", "mixed", "--json")).isEqualTo(4);
    assertThat(out()).hasLineCount(1).contains("\"fragment\":").contains("001.pprof");
    assertThat(err())
        .contains("refused: " + heap + ": not_cpu: ")
        .contains("1 of 2 taken for mixed");
  }

  @Test
  void push_ofCollapsedStacks_isMerged() throws Exception {
    Path stacks =
        Files.writeString(dir.resolve("stacks.txt"), "main;serve;hash 1500\nmain;idle 20\n");

    assertThat(run("push", stacks.toString(), "--tag", "text", "-f", "collapsed"))
        .as(err())
        .isZero();
    new HubClient(url).awaitWeight("text", 1520);
    assertThat(run("show", "text", "-f", "collapsed")).isZero();
    assertThat(out()).isEqualTo("main;idle 20\nmain;serve;hash 1500\n");
  }

  @Test
  void doctor_ofAHubThatIsWell_findsNothing() {
    assertThat(run("doctor")).as(out()).isZero();
    assertThat(out()).contains("ok    hub          " + url + " is up\n").contains("ok    clock ");
  }

  private int run(String... command) {
    out.reset();
    err.reset();
    Map<String, String> environment =
        Map.of("PGOHUB_URL", url.toString(), "PATH", System.getenv("PATH"));
    return Pgohub.commandLine(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            dir.resolve("data"))
        .execute(command);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}
