package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.google.protobuf.ByteString;
import dev.pgohub.schemas.ControlKey.Kind;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * From the topics of a real broker into real repositories; one tag and repository for each test.
 */
class PublisherIT {

  private static final String CANARY = "s3cret-canary-77aa";
  private static final List<String> LOGGERS = List.of("dev.pgohub", "org.eclipse.jgit");
  private static final String PGO = "default.pgo";

  @TempDir static Path dir;
  private static TestHub hub;

  @BeforeAll
  static void start() throws Exception {
    hub = TestHub.start(dir.resolve("broker"));
  }

  @AfterAll
  static void stop() {
    hub.close();
  }

  private static PublisherSettings settings(String name) {
    return PublisherSettings.defaults()
        .with(PublisherSetting.PUBLISH_REPOSITORIES, "*")
        .with(PublisherSetting.PUBLISH_CREDENTIALS, "*")
        .with(PublisherSetting.BOOTSTRAP_SERVERS, hub.bootstrapServers())
        .with(PublisherSetting.PUBLISHER_DIR, dir.resolve(name).toString())
        .with(PublisherSetting.SESSION_TIMEOUT, "3s")
        .with(PublisherSetting.PUBLISH_INTERVAL, "0s")
        .with(PublisherSetting.PUBLISH_RETRY, "20ms")
        .with(PublisherSetting.PUBLISH_RETRY_MAX, "100ms");
  }

  private static Publisher publisher(String name) throws Exception {
    return Publisher.start(settings(name), Map.of("GIT_TOKEN", CANARY)::get);
  }

  private static PublicationTarget.Builder target(Origin origin) {
    return PublicationTarget.newBuilder()
        .setRepository(origin.url())
        .setBranch(Origin.MAIN)
        .setPath(PGO)
        .setChangedUnixMillis(1);
  }

  private static Origin origin(String tag) throws Exception {
    return Origin.of(dir.resolve(tag + ".git"));
  }

  @Test
  void generations_areCommittedOnce_throughARestart() throws Exception {
    try (Origin origin = origin("restart")) {
      hub.generate("restart", 1);
      hub.say("restart", Kind.PUBLICATION, target(origin).build());
      PublicationResult first;
      try (Publisher publisher = publisher("a")) {
        first = hub.awaitPublished("restart", 1);
        assertThat(publisher.isReady()).isTrue();
        assertThat(first.getCommit()).isEqualTo(origin.tip(Origin.MAIN).name());
        assertThat(first.getGeneration()).isEqualTo(1);
        hub.generate("restart", 2);
        hub.awaitPublished("restart", 2);
      }
      // What is in the topic from before must not be committed on the way to what is new.
      hub.generate("restart", 3);
      try (Publisher publisher = publisher("a")) {
        PublicationResult last = hub.awaitPublished("restart", 3);
        assertThat(last.getPinnedList()).hasSize(3).startsWith(first.getDigest());
        assertThat(origin.commits(Origin.MAIN)).isEqualTo(6);
        assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(3));
      }
    }
  }

  @Test
  void contentInParts_isJoined() throws Exception {
    try (Origin origin = origin("parts");
        Publisher publisher = publisher("b")) {
      hub.generate("parts", 1, 10_000);
      hub.generate("parts", 2, 7_000);
      hub.say("parts", Kind.PUBLICATION, target(origin).build());
      hub.awaitPublished("parts", 2);
      assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(2));
      hub.say("parts", Kind.HOLD, hold(1));
      hub.awaitPublished("parts", 1);
      assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
    }
  }

  @Test
  void hold_putsTheEarlierGenerationThere_untilItIsReleased() throws Exception {
    try (Origin origin = origin("held");
        Publisher publisher = publisher("c")) {
      hub.say("held", Kind.PUBLICATION, target(origin).build());
      hub.generate("held", 1);
      hub.awaitPublished("held", 1);
      hub.generate("held", 2);
      hub.awaitPublished("held", 2);
      hub.say("held", Kind.HOLD, hold(1));
      assertThat(hub.awaitPublished("held", 1).getGeneration()).isEqualTo(1);
      assertThat(origin.head(Origin.MAIN).getShortMessage()).contains("back to generation 1");
      hub.generate("held", 3);
      hub.say("held", Kind.HOLD, null);
      hub.awaitPublished("held", 3);
      assertThat(origin.commits(Origin.MAIN)).isEqualTo(7);
      hub.say("held", Kind.HOLD, hold(1).toBuilder().setDigest(digestOfNobody()).build());
      assertThat(hub.await("held", r -> !r.getError().isEmpty()).getError())
          .startsWith("no_content: held@sha256:")
          .endsWith(" is not kept in profile-generations");
      hub.say("held", Kind.HOLD, null);
      hub.awaitPublished("held", 3);
      assertThat(origin.commits(Origin.MAIN)).isEqualTo(7);
    }
  }

  @Test
  void remoteThatIsAway_isPublishedToWhenItIsBack_andTheReasonIsTold() throws Exception {
    Path home = dir.resolve("away.git");
    Path elsewhere = dir.resolve("elsewhere.git");
    try (Origin origin = origin("away");
        Publisher publisher = publisher("d")) {
      Files.move(home, elsewhere);
      hub.generate("away", 1);
      hub.say("away", Kind.PUBLICATION, target(origin).build());
      PublicationResult failed = hub.await("away", r -> !r.getError().isEmpty());
      assertThat(failed.getError()).startsWith("remote: there is no git repository at file:");
      assertThat(failed.getFailedUnixMillis()).isPositive();
      assertThat(failed.getDigest()).isEqualTo(ByteString.EMPTY);
      Files.move(elsewhere, home);
      hub.awaitPublished("away", 1);
      assertThat(origin.commits(Origin.MAIN)).isEqualTo(4);
    }
  }

  @Test
  void targetThatChanges_isPublishedToAtOnce() throws Exception {
    try (Origin one = origin("one");
        Origin two = origin("two");
        Publisher publisher = publisher("e")) {
      two.commit(Origin.MAIN, "two.go", "package main\n");
      hub.generate("moving", 1);
      hub.say("moving", Kind.PUBLICATION, target(one).build());
      PublicationResult first = hub.awaitPublished("moving", 1);
      hub.say(
          "moving",
          Kind.PUBLICATION,
          target(two).setChangedUnixMillis(first.getPublishedUnixMillis() + 3_600_000).build());
      hub.await("moving", r -> !r.getCommit().equals(first.getCommit()));
      assertThat(two.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
    }
  }

  @Test
  void two_shareTheTags_andOneTakesOver() throws Exception {
    List<String> tags = List.of("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");
    try (Origin origin = origin("shared")) {
      Publisher other = publisher("g");
      try (Publisher publisher = publisher("f")) {
        for (String tag : tags) {
          hub.generate(tag, 1);
          hub.say(tag, Kind.PUBLICATION, target(origin).setPath(tag + "/default.pgo").build());
        }
        for (String tag : tags) {
          hub.awaitPublished(tag, 1);
        }
        assertThat(origin.commits(Origin.MAIN)).isEqualTo(3 + tags.size());
        other.close();
        for (String tag : tags) {
          hub.generate(tag, 2);
          hub.awaitPublished(tag, 2);
        }
        assertThat(origin.commits(Origin.MAIN)).isEqualTo(3 + 2 * tags.size());
      } finally {
        other.close();
      }
    }
  }

  @Test
  void secret_isNowhere() throws Exception {
    List<String> logged = new CopyOnWriteArrayList<>();
    listen(logged);
    try (Origin origin = origin("canary");
        GitHttpServer server = GitHttpServer.start(dir, "x-access-token:" + CANARY);
        GitHttpServer stranger = GitHttpServer.start(dir, "somebody:else");
        Publisher publisher = publisher("h")) {
      PublicationTarget.Builder target = target(origin).setCredentials("env:GIT_TOKEN");
      hub.generate("canary", 1);
      hub.say("canary", Kind.PUBLICATION, target.setRepository(stranger.url("x.git")).build());
      hub.await("canary", r -> r.getError().startsWith("remote: "));
      if (GitHttpServer.isPossible()) {
        target.setRepository(server.url("canary.git")).setChangedUnixMillis(2);
        hub.say("canary", Kind.PUBLICATION, target.build());
        hub.awaitPublished("canary", 1);
        assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
      }
    } finally {
      stopListening();
    }
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains(CANARY));
    assertThat(hub.policies.toString()).contains("env:GIT_TOKEN").doesNotContain(CANARY);
    for (String part : List.of("broker", "h", "canary.git")) {
      try (Stream<Path> files = Files.walk(dir.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), ISO_8859_1).contains(CANARY))
              .as("%s holds the secret", file)
              .isFalse();
        }
      }
    }
  }

  @Test
  void processOfItsOwn_publishes_andEndsWith0() throws Exception {
    Path log = dir.resolve("publisher.log");
    try (Origin origin = origin("process")) {
      hub.generate("process", 1);
      hub.say("process", Kind.PUBLICATION, target(origin).build());
      Process process =
          ChildPublisher.start(
              Map.of(
                  "BOOTSTRAP_SERVERS",
                  hub.bootstrapServers(),
                  "PUBLISH_REPOSITORIES",
                  "file://" + dir,
                  "PUBLISHER_DIR",
                  dir.resolve("process").toString()),
              log);
      try {
        hub.awaitPublished("process", 1);
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log))
            .contains("process: generation 1 is commit " + origin.tip(Origin.MAIN).name())
            .contains("the publisher ended");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void directoryOfAnother_isRefused() throws Exception {
    try (Publisher publisher = publisher("i")) {
      assertThatThrownBy(() -> publisher("i"))
          .isInstanceOf(PublisherStartException.class)
          .hasMessageContaining("another publisher uses it")
          .extracting(e -> ((PublisherStartException) e).exitCode())
          .isEqualTo(ExitCode.BAD_DIRECTORY);
    }
  }

  /** Everything that we and JGit log, at the finest. */
  private static void listen(List<String> logged) {
    for (String name : LOGGERS) {
      var appender =
          new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
              String thrown =
                  event.getThrowableProxy() == null
                      ? ""
                      : ThrowableProxyUtil.asString(event.getThrowableProxy());
              logged.add(event.getFormattedMessage() + thrown);
            }
          };
      Logger logger = (Logger) LoggerFactory.getLogger(name);
      appender.start();
      logger.addAppender(appender);
      logger.setAdditive(false);
      logger.setLevel(Level.TRACE);
    }
  }

  private static void stopListening() {
    for (String name : LOGGERS) {
      Logger logger = (Logger) LoggerFactory.getLogger(name);
      logger.detachAndStopAllAppenders();
      logger.setAdditive(true);
      logger.setLevel(null);
    }
  }

  private static Hold hold(int number) {
    return Hold.newBuilder()
        .setDigest(ByteString.copyFrom(Digests.sha256(Profiles.pgo(number))))
        .setReason("slower")
        .setSinceUnixMillis(1)
        .build();
  }

  private static ByteString digestOfNobody() {
    return ByteString.copyFrom(new byte[32]);
  }
}
