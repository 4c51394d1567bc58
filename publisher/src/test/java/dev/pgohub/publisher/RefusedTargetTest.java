package dev.pgohub.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.schemas.proto.PublicationTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are refused before anything is done; the repository stays as it is. */
class RefusedTargetTest {

  private static final String CANARY = "s3cret-canary-5f1c";

  @TempDir static Path dir;
  private static Origin origin;
  private static RepositoryCache cache;
  private static GitPublisher publisher;
  private static Map<String, ObjectId> before;

  @BeforeAll
  static void start() throws IOException {
    origin = Origin.of(dir.resolve("origin.git"));
    before = origin.branches();
    PublisherSettings settings =
        PublisherSettings.defaults()
            .with(PublisherSetting.PUBLISH_REPOSITORIES, "*")
            .with(PublisherSetting.PUBLISH_CREDENTIALS, "*")
            .with(PublisherSetting.PUBLISHER_DIR, dir.resolve("cache").toString());
    cache = RepositoryCache.hold(settings);
    publisher = new GitPublisher(settings, cache, Map.of("GIT_TOKEN", "git:" + CANARY)::get);
  }

  @AfterAll
  static void stop() throws IOException {
    assertThat(origin.branches()).isEqualTo(before);
    cache.close();
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-x", "HEAD", "a..b", "a b", "x.lock", "a\0b", "ü", "refs/../x", "@{1}"})
  void branch_thatIsNone_isRefused(String branch) throws Exception {
    assertFails(target().setBranch(branch), "bad_branch: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/default.pgo",
        "../default.pgo",
        "a/../../default.pgo",
        "a/./default.pgo",
        "a//b",
        "a/",
        ".git/config",
        "a/.git/hooks/pre-push",
        ".GIT/config",
        ".g\u200cit/config",
        "git~1/x",
        "GIT~2",
        "a\\..\\b",
        "-x",
        "a/-x",
        "a\0b",
        "a\nb",
        ".git ",
        ".git.",
        ".gitattributes",
        ".gitmodules",
        "gitmod~1",
        "．git/x",
        "aux",
        "a:b",
        "name.",
        "default.pgo:stream",
        "ü.pgo"
      })
  void path_thatIsNotSafe_isRefused(String path) throws Exception {
    assertFails(target().setPath(path), "bad_path: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ssh://git@host/x",
        "git@host:x",
        "ext::sh -c id",
        "/srv/git/x",
        "file://host/x",
        "file:///a/../b",
        "http:///x",
        "https://user:pw@host/x",
        "https://host/x?y",
        "https://h/%2e%2e/x",
        "ftp://host/x",
        "file:///a\nb"
      })
  void repository_thatCannotBeUsed_isRefused(String url) throws Exception {
    assertFails(target().setRepository(url), "bad_repository: ");
  }

  @ParameterizedTest
  @CsvSource({
    "s3cret-canary-5f1c, they must be named as",
    "env:NOT SET, no name of a variable",
    "env:NOT_SET, is not set",
    "file:relative, no absolute path",
    "file:/nowhere/x, is no file",
    "file:/tmp/../etc/passwd, no absolute path",
  })
  void credentials_thatCannotBeRead_areRefused(String reference, String says) throws Exception {
    assertFails(target().setCredentials(reference), "bad_credentials: ", says);
  }

  @Test
  void credentials_areNotSentInTheClear() throws Exception {
    PublicationTarget.Builder open =
        target().setRepository("http://git.example.com/x").setCredentials("env:GIT_TOKEN");
    assertFails(open, "bad_credentials: ", "PGOHUB_PUBLISH_PLAIN_HTTP");
  }

  private static PublicationTarget.Builder target() {
    return PublicationTarget.newBuilder()
        .setRepository(origin.url())
        .setBranch(Origin.MAIN)
        .setPath("svc/default.pgo");
  }

  private static void assertFails(PublicationTarget.Builder target, String... says) {
    Generation generation = Profiles.generation("checkout", 1);
    assertThatThrownBy(() -> publisher.publish(target.build(), generation))
        .isInstanceOf(PublicationException.class)
        .satisfies(e -> assertThat(e.getMessage()).startsWith(says[0]).contains(says))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).doesNotContain(CANARY));
  }
}
