package dev.pgohub.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherMainTest {

  @TempDir Path dir;

  @Test
  void unknownSetting_ends2() throws Exception {
    assertEnds(
        Map.of("PUBLISH_RETRI", "1s"),
        ExitCode.BAD_SETTING,
        "no setting PGOHUB_PUBLISH_RETRI; the nearest is PGOHUB_PUBLISH_RETRY");
  }

  @Test
  void noBroker_ends3() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    assertEnds(
        Map.of("BOOTSTRAP_SERVERS", "127.0.0.1:" + nobody, "BROKER_WAIT", "1s"),
        ExitCode.NO_BROKER,
        "the broker at 127.0.0.1:" + nobody + " does not answer");
  }

  private void assertEnds(Map<String, String> settings, ExitCode code, String says)
      throws Exception {
    Path log = dir.resolve("publisher.log");
    Process publisher = ChildPublisher.start(settings, log);
    try {
      assertThat(publisher.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(publisher.exitValue()).as(Files.readString(log)).isEqualTo(code.code());
      assertThat(Files.readString(log)).contains(says);
    } finally {
      publisher.destroyForcibly();
    }
  }
}
