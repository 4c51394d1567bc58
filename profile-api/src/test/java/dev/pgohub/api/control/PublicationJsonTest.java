package dev.pgohub.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.proto.PublicationTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PublicationJsonTest {

  private static ObjectNode good() {
    return new JsonMapper()
        .createObjectNode()
        .put("repository", "https://git.example.org/x.git")
        .put("branch", "main")
        .put("path", "cmd/x/default.pgo");
  }

  private static void assertRefused(String field, String value) {
    assertThatThrownBy(() -> PublicationJson.read(good().put(field, value)))
        .as(field + " " + value)
        .isInstanceOf(HttpProblem.class)
        .hasMessageStartingWith(field + " must");
  }

  @Test
  void leastThatIsNeeded_isACommitWithoutCredentials() {
    PublicationTarget target = PublicationJson.read(good());
    assertThat(target.getWay()).isEqualTo(PublicationTarget.Way.COMMIT);
    assertThat(target.getCredentials()).isEmpty();
    assertThat(target.getPath()).isEqualTo("cmd/x/default.pgo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:3000/a/b.git",
        "HTTPS://git.example.org/x",
        "file:///srv/git/x.git"
      })
  void repository_ofAKnownKind_isTaken(String url) {
    assertThat(PublicationJson.read(good().put("repository", url)).getRepository()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "/srv/git/x.git",
        "git@git.example.org:x.git",
        "ftp://git.example.org/x",
        "ext::sh -c touch% /tmp/x",
        "javascript:alert(1)",
        "https://user:secret@git.example.org/x",
        "https://token@git.example.org/x",
        "https://user%3Asecret@git.example.org/x",
        "ssh://git@git.example.org/x",
        "ssh://git:secret@git.example.org/x",
        "ssh://git%3Asecret@git.example.org/x",
        "ssh://-oProxyCommand=x/x",
        "ssh://-x@git.example.org/x",
        "ssh://-host/x",
        "https:///x",
        "https://git.example.org",
        "https://git.example.org/x?private_token=secret",
        "https://git.example.org/x#y",
        "https://git.example.org/x y",
        "https://git.example.org/x\n",
        "https://git.ex\u00e4mple.org/x",
        "file://host/x",
        "file:x"
      })
  void repository_thatIsUnknownOrHoldsASecret_isRefused(String url) {
    assertRefused("repository", url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"main", "pgo/checkout", "release-1.2", "gr\u00fcn", "a@b", "v.1"})
  void branch_thatGitTakes_isTaken(String branch) {
    assertThat(PublicationJson.read(good().put("branch", branch)).getBranch()).isEqualTo(branch);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-f",
        "a..b",
        "a b",
        "a~1",
        "a^",
        "a:b",
        "a?",
        "a*",
        "a[b",
        "a\\b",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.",
        "a./b",
        "a.lock",
        "a.LOCK/b",
        "@",
        "a@{b",
        "HEAD",
        "refs/heads/a",
        "a\u0000b",
        "a\u007fb",
        "a\tb",
        "a\u200bb",
        "a\u202eb",
        "\ud800"
      })
  void branch_thatGitRefuses_isRefused(String branch) {
    assertRefused("branch", branch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default.pgo", "cmd/my app/default.pgo", "git/x"})
  void path_insideTheRepository_isTaken(String path) {
    assertThat(PublicationJson.read(good().put("path", path)).getPath()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "a/./x",
        "a//x",
        "a/",
        ".",
        "..",
        ".git",
        ".github/x",
        "gr\u00fcn",
        ".git/config",
        "a/.git/hooks/pre-commit",
        ".GIT/config",
        ".Git/x",
        ".g\u200cit/x",
        ".gi\u00adt/x",
        "\ufeff.git/x",
        "\u202e.git/x",
        ".g\u0131t/x",
        ".g\u0130t/x",
        "\uff0egit/x",
        ".\uff47it/x",
        "git~1/x",
        "GIT~1/x",
        "git~12/x",
        ".git./x",
        ".git /x",
        ".git::$INDEX_ALLOCATION/x",
        "c:/x",
        "a\\..\\x",
        "-rf",
        "a/-x",
        "a\u0000b",
        "a\nb",
        "a\ue000b",
        "\ud800"
      })
  void path_thatLeadsAstray_isRefused(String path) {
    assertRefused("path", path);
  }

  @Test
  void path_thatIsTooLong_isRefused() {
    assertThat(PublicationJson.read(good().put("path", "a".repeat(512))).getPath()).hasSize(512);
    assertRefused("path", "a".repeat(513));
  }

  @ParameterizedTest
  @ValueSource(strings = {"env:GIT_TOKEN", "file:/run/secrets/git", ""})
  void credentials_byReference_areTaken(String credentials) {
    assertThat(PublicationJson.read(good().put("credentials", credentials)).getCredentials())
        .isEqualTo(credentials);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "user:secret",
        "env:",
        "env:1A",
        "env:A B",
        "env:A=B",
        "file:x",
        "file://x/../y",
        "file:/a/../b",
        "file:",
        "file:/a b",
        "ghp_0123456789"
      })
  void credentials_thatAreNoReference_areRefused(String credentials) {
    assertThatThrownBy(() -> PublicationJson.read(good().put("credentials", credentials)))
        .isInstanceOf(HttpProblem.class)
        .hasMessage("credentials must be env:NAME or file:/absolute/path, never the secret itself");
  }

  @Test
  void otherFieldsAndTypes_areRefused() {
    assertRefused("way", "force");
    assertThatThrownBy(() -> PublicationJson.read(good().put("branch", 1)))
        .hasMessage("branch must be a string");
    assertThatThrownBy(() -> PublicationJson.read(good().put("password", "x")))
        .hasMessageStartingWith("there is no such field");
  }
}
