package dev.pgohub.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.proto.Fragment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Captures in processes of their own, which may end as they like. */
class ServiceProcessIT {

  private static final String LAMBDA = Burner.class.getName() + "$$Lambda";

  @TempDir static Path dir;

  private static HubBroker hub;

  @BeforeAll
  static void startBroker() throws Exception {
    hub = HubBroker.start(dir.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    hub.close();
  }

  @Test
  void names_ofTwoInstances_areEqual() throws Exception {
    try (ServiceProcess one =
            start("names-1", "1h", List.of(), "close", "recording", "1500", "none");
        ServiceProcess two =
            start("names-2", "1h", List.of(), "close", "recording", "1500", "lambdas")) {
      assertThat(one.awaitExit()).isZero();
      assertThat(two.awaitExit()).isZero();
    }
    Set<String> first = burnerFunctions("names-1");
    assertThat(first).contains(LAMBDA + ".applyAsLong", Burner.MIX);
    assertThat(first).isEqualTo(burnerFunctions("names-2"));
    assertThat(first).noneMatch(name -> name.contains("0x"));
  }

  /** The names of the functions from the burner's own code down to its leaf. */
  private static Set<String> burnerFunctions(String instance) throws Exception {
    Set<String> names = new TreeSet<>();
    for (Fragment fragment : await(instance, 1)) {
      for (ReadProfile.Sample sample : HubBroker.profile(fragment).samples()) {
        if (sample.frames().get(0).function().equals(Burner.MIX)) {
          sample.frames().stream()
              .map(ReadProfile.Frame::function)
              .filter(name -> name.startsWith(Burner.class.getName()))
              .forEach(names::add);
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit"})
  void shutdown_withoutClose_publishesTheRest(String end) throws Exception {
    String instance = "hook-" + end;
    try (ServiceProcess service =
        start(instance, "1h", List.of(), end, "recording", "1000", "none")) {
      assertThat(service.awaitExit()).as(service.output()).isZero();
      assertBurned(await(instance, 1), service);
    }
  }

  @Test
  void shutdown_bySignal_publishesTheRest() throws Exception {
    try (ServiceProcess service =
        start("hook-signal", "1h", List.of(), "wait", "recording", "1000", "none")) {
      service.awaitDone();
      service.terminate();
      assertThat(service.awaitExit()).as(service.output()).isEqualTo(128 + 15);
      assertBurned(await("hook-signal", 1), service);
    }
  }

  private static void assertBurned(List<Fragment> fragments, ServiceProcess service)
      throws Exception {
    assertThat(HubBroker.count(fragments, sample -> sample.runs(Burner.MIX)))
        .as(service.output())
        .isPositive();
  }

  @Test
  void kill_losesAtMostTheWindowThatRuns() throws Exception {
    try (ServiceProcess service =
        start("killed", "500ms", List.of(), "wait", "recording", "0", "none")) {
      List<Fragment> fragments = await("killed", 3);
      service.kill();
      long killed = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
      service.awaitExit();
      int arrived = fragments.size();
      fragments = await("killed", arrived);
      for (int i = 1; i < fragments.size(); i++) {
        assertThat(fragments.get(i).getStartUnixNanos()).isEqualTo(endOf(fragments.get(i - 1)));
      }
      // Generous: this is not about speed.
      assertThat(killed - endOf(fragments.get(fragments.size() - 1)))
          .isLessThan(Duration.ofSeconds(20).toNanos());
    }
  }

  private static long endOf(Fragment fragment) {
    return fragment.getStartUnixNanos() + fragment.getDurationNanos();
  }

  @Test
  void start_jvmWithoutJfr_leavesTheServiceAlone() throws Exception {
    List<String> options =
        List.of(
            "--limit-modules",
            "java.base,java.logging,java.management,java.naming,java.security.jgss,"
                + "java.security.sasl,java.xml,jdk.unsupported");
    try (ServiceProcess service = start("no-jfr", "1h", options, "return", "end", "100", "none")) {
      assertThat(service.awaitExit()).as(service.output()).isZero();
      assertThat(service.output())
          .contains("done 0", "cannot capture profiles, gives up")
          .containsOnlyOnce("WARN");
    }
  }

  @Test
  void start_nothingToReach_leavesTheServiceAlone() throws Exception {
    Map<String, String> environment =
        Map.of("PGOHUB_BOOTSTRAP_SERVERS", "127.0.0.1:1", "PGOHUB_FIRST_WINDOW", "200ms");
    try (ServiceProcess service =
        ServiceProcess.start(
            dir.resolve("away.log"),
            environment,
            List.of(),
            "return",
            "recording",
            "3000",
            "none")) {
      assertThat(service.awaitExit()).as(service.output()).isZero();
      assertThat(service.output())
          .contains("done 0")
          .containsOnlyOnce("windows not published before the end");
    }
  }

  private static ServiceProcess start(
      String instance, String window, List<String> options, String... arguments) throws Exception {
    Map<String, String> environment =
        Map.of(
            "PGOHUB_BOOTSTRAP_SERVERS", hub.servers(),
            "PGOHUB_INSTANCE", instance,
            "PGOHUB_FIRST_WINDOW", window,
            "PGOHUB_WINDOW", window,
            "PGOHUB_CLOSE_TIMEOUT", "60s");
    return ServiceProcess.start(dir.resolve(instance + ".log"), environment, options, arguments);
  }

  /** The fragments of one instance, at least that many. */
  private static List<Fragment> await(String instance, int count) throws Exception {
    return of(instance, hub.await("service", all -> of(instance, all).size() >= count));
  }

  private static List<Fragment> of(String instance, List<Fragment> fragments) {
    return fragments.stream().filter(f -> f.getInstance().equals(instance)).toList();
  }
}
