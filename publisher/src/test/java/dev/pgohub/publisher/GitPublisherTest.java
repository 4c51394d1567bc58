package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.schemas.proto.PublicationTarget.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publishing to real repositories: by file, and by git's own server over HTTP. */
class GitPublisherTest {

  private static final String CANARY = "s3cret-canary-5f1c";
  private static final String PGO = "svc/default.pgo";
  private static final String REVIEW = "pgohub/checkout";

  @TempDir Path dir;
  private Origin origin;
  private RepositoryCache cache;
  private GitPublisher publisher;

  @BeforeEach
  void start() throws IOException {
    origin = Origin.of(dir.resolve("origin.git"));
    open(settings());
  }

  @AfterEach
  void stop() throws IOException {
    cache.close();
    origin.close();
  }

  private PublisherSettings settings() {
    return PublisherSettings.defaults()
        .with(PublisherSetting.PUBLISHER_DIR, dir.resolve("cache").toString())
        .with(PublisherSetting.PUBLISH_REPOSITORIES, "*")
        .with(PublisherSetting.PUBLISH_CREDENTIALS, "*")
        .with(PublisherSetting.PUBLIC_URL, "https://pgo.example.com/");
  }

  private void open(PublisherSettings settings) throws IOException {
    cache = RepositoryCache.hold(settings);
    publisher = new GitPublisher(settings, cache, Map.of("GIT_TOKEN", "git:" + CANARY)::get);
  }

  private void reopen(PublisherSettings settings) throws IOException {
    cache.close();
    open(settings);
  }

  private PublicationTarget.Builder target() {
    return PublicationTarget.newBuilder()
        .setRepository(origin.url())
        .setBranch(Origin.MAIN)
        .setPath(PGO);
  }

  private String publish(PublicationTarget.Builder target, int number) throws Exception {
    return publisher.publish(target.build(), Profiles.generation("checkout", number));
  }

  @Test
  void publish_theFirst_addsTheProfileAndItsLockFile() throws Exception {
    ObjectId before = origin.tip(Origin.MAIN);
    String commit = publish(target(), 1);

    RevCommit head = origin.head(Origin.MAIN);
    assertThat(head.name()).isEqualTo(commit);
    assertThat(origin.parents(Origin.MAIN)).containsExactly(before);
    assertThat(origin.paths(Origin.MAIN)).containsExactly("main.go", PGO, PGO + ".lock");
    assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
    assertThat(origin.text(Origin.MAIN, PGO + ".lock"))
        .isEqualTo(
            """
            tag: checkout
            generation: 1
            digest: sha256:%1$s
            weight: 1000
            bytes: %2$d
            source: https://pgo.example.com/profile/checkout@sha256:%1$s
            published: 2026-11-01T01:00:00Z
            """
                .formatted(Profiles.digest(1), Profiles.pgo(1).length));
    assertThat(head.getFullMessage())
        .startsWith("Update the profile of checkout to generation 1\n\n")
        .contains("Generation 1, weight 1,000 samples on 10 edges.", "To go back: git revert")
        .doesNotContain("Overlap");
    assertThat(head.getAuthorIdent().toExternalString())
        .isEqualTo("pgohub <pgohub@localhost> 1793494800 +0000");
    assertThat(head.getCommitterIdent()).isEqualTo(head.getAuthorIdent());
  }

  @Test
  void publish_theNext_saysWhatChanged() throws Exception {
    publish(target(), 1);
    publish(target(), 2);
    assertThat(origin.head(Origin.MAIN).getFullMessage())
        .startsWith("Update the profile of checkout to generation 2\n\n")
        .contains("Generation 1 -> 2, weight 1,000 -> 2,000 samples")
        .containsPattern(
            "Overlap with the one before: \\d+\\.\\d %; edges: \\d+ added, \\d+ removed");
    publish(target(), 1);
    assertThat(origin.head(Origin.MAIN).getShortMessage())
        .isEqualTo("Take the profile of checkout back to generation 1");
    assertThat(origin.commits(Origin.MAIN)).isEqualTo(6);
  }

  @Test
  void publish_ofWhatIsThere_makesNoCommit() throws Exception {
    String commit = publish(target(), 1);
    assertThat(publish(target(), 1)).isEqualTo(commit);
    reopen(settings());
    assertThat(publish(target(), 1)).isEqualTo(commit);
    assertThat(origin.commits(Origin.MAIN)).isEqualTo(4);
  }

  @Test
  void publish_byTwo_makesTheSameCommit() throws Exception {
    ObjectId before = origin.tip(Origin.MAIN);
    String one = publish(target(), 1);
    origin.move(Origin.MAIN, before);
    reopen(settings().with(PublisherSetting.PUBLISHER_DIR, dir.resolve("other").toString()));
    assertThat(publish(target(), 1)).isEqualTo(one);
  }

  @Test
  void publish_toABranchThatMovedOn_goesOnTopOfIt() throws Exception {
    publish(target(), 1);
    ObjectId theirs = origin.commit(Origin.MAIN, "other.go", "package main\n");
    publish(target(), 2);
    assertThat(origin.parents(Origin.MAIN)).containsExactly(theirs);
    assertThat(origin.paths(Origin.MAIN)).contains("other.go");
  }

  @Test
  void publish_toAnEmptyRepository_makesItsFirstCommit() throws Exception {
    try (Origin empty = Origin.empty(dir.resolve("empty.git"))) {
      publish(target().setRepository(empty.url()), 1);
      assertThat(empty.paths(Origin.MAIN)).containsExactly(PGO, PGO + ".lock");
    }
  }

  @Test
  void publish_forReview_usesABranchOfItsOwn() throws Exception {
    ObjectId main = origin.tip(Origin.MAIN);
    publish(target().setWay(Way.REVIEW), 1);
    publish(target().setWay(Way.REVIEW), 2);
    publish(target().setWay(Way.REVIEW), 2);
    assertThat(origin.tip(Origin.MAIN)).isEqualTo(main);
    assertThat(origin.commits(REVIEW)).isEqualTo(5);

    // Taken over as it is, and the branch left.
    origin.move(Origin.MAIN, origin.tip(REVIEW));
    ObjectId theirs = origin.commit(Origin.MAIN, "other.go", "package main\n");
    ObjectId reviewed = origin.tip(REVIEW);
    assertThat(publish(target().setWay(Way.REVIEW), 2)).isEqualTo(theirs.name());
    publish(target().setWay(Way.REVIEW), 3);
    assertThat(origin.parents(REVIEW)).containsExactly(theirs, reviewed);
    assertThat(origin.paths(REVIEW)).contains("other.go", PGO);
    assertThat(origin.file(REVIEW, PGO)).isEqualTo(Profiles.pgo(3));
  }

  @Test
  void publish_toARemoteThatIsAway_worksWhenItIsBack() throws Exception {
    Path away = dir.resolve("away.git");
    Files.move(dir.resolve("origin.git"), away);
    assertFails(target(), "remote: there is no git repository at file:");
    Files.move(away, dir.resolve("origin.git"));
    publish(target(), 1);
    assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
  }

  @Test
  void publish_toABranchThatIsNotThere_isRefused() throws Exception {
    assertFails(target().setBranch("nobody"), "no_branch: ");
  }

  @ParameterizedTest
  @CsvSource({
    "svc, SYMLINK, svc is a symbolic link",
    "svc, GITLINK, svc is a submodule",
    "svc, REGULAR_FILE, 'svc is a file, not a directory'",
    "svc/default.pgo, SYMLINK, default.pgo is a symbolic link",
    "svc/default.pgo.lock, SYMLINK, default.pgo.lock is a symbolic link",
    "svc/default.pgo/x, REGULAR_FILE, default.pgo is a directory",
    "SVC/x, REGULAR_FILE, differs only in case",
  })
  void tree_withSomethingElseInTheWay_isLeftAlone(String path, String mode, String says)
      throws Exception {
    FileMode fileMode =
        switch (mode) {
          case "SYMLINK" -> FileMode.SYMLINK;
          case "GITLINK" -> FileMode.GITLINK;
          default -> FileMode.REGULAR_FILE;
        };
    ObjectId tip = origin.commit(Origin.MAIN, path, fileMode, "/etc".getBytes(UTF_8));
    assertFails(target(), "unfit_tree: ", says);
    assertThat(origin.tip(Origin.MAIN)).isEqualTo(tip);
  }

  @Test
  void tree_besideTheProfile_staysAsItIs() throws Exception {
    origin.commit(Origin.MAIN, "svc.go", "a");
    origin.commit(Origin.MAIN, "svc/a.go", "b");
    origin.commit(Origin.MAIN, "svc-x/a.go", "c");
    origin.commit(Origin.MAIN, "link", FileMode.SYMLINK, "svc".getBytes(UTF_8));
    publish(target(), 1);
    assertThat(origin.paths(Origin.MAIN))
        .containsExactly("link", "main.go", "svc-x/a.go", "svc.go", "svc/a.go", PGO, PGO + ".lock");
  }

  @Test
  void repository_thatIsNotAllowed_isRefused() throws Exception {
    reopen(settings().with(PublisherSetting.PUBLISH_REPOSITORIES, ""));
    assertFails(target(), "bad_repository: ", "PGOHUB_PUBLISH_REPOSITORIES");
    reopen(settings().with(PublisherSetting.PUBLISH_REPOSITORIES, "file://" + dir + "/orig"));
    assertFails(target(), "bad_repository: ", "PGOHUB_PUBLISH_REPOSITORIES");
    reopen(settings().with(PublisherSetting.PUBLISH_REPOSITORIES, "https://x, file://" + dir));
    publish(target(), 1);
  }

  @Test
  void repository_thatIsTooLarge_isNotKept() throws Exception {
    byte[] noise = new byte[300_000];
    new java.util.Random(7).nextBytes(noise);
    origin.commit(Origin.MAIN, "noise.bin", FileMode.REGULAR_FILE, noise);
    reopen(settings().with(PublisherSetting.MAX_REPOSITORY, "100KiB"));
    assertFails(target(), "repository_too_large: ");
    assertThat(TransferLimits.bytesOf(dir.resolve("cache"))).isLessThan(100_000);
  }

  @Test
  void overHttp_withCredentials_itIsPublished() throws Exception {
    assumeTrue(GitHttpServer.isPossible(), "git http-backend is not there");
    Path secret = Files.writeString(dir.resolve("secret"), "git:" + CANARY + "\n");
    try (GitHttpServer server = GitHttpServer.start(dir, "git:" + CANARY)) {
      PublicationTarget.Builder target = target().setRepository(server.url("origin.git"));
      assertFails(target, "remote: ");
      publish(target.setCredentials("file:" + secret), 1);
      assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(1));
      origin.commit(Origin.MAIN, "other.go", "package main\n");
      publish(target.setCredentials("env:GIT_TOKEN"), 2);
      assertThat(origin.file(Origin.MAIN, PGO)).isEqualTo(Profiles.pgo(2));
      assertThat(origin.commits(Origin.MAIN)).isEqualTo(6);
      publish(target.setWay(Way.REVIEW), 3);
      assertThat(origin.file(REVIEW, PGO)).isEqualTo(Profiles.pgo(3));
      Files.writeString(secret, "git:wrong-" + CANARY);
      assertFails(target.setCredentials("file:" + secret), "remote: ");
    }
    assertNowhere(CANARY);
  }

  @Test
  void overHttp_aRedirection_doesNotGetTheCredentials() throws Exception {
    assumeTrue(GitHttpServer.isPossible(), "git http-backend is not there");
    try (GitHttpServer first = GitHttpServer.start(dir, "git:" + CANARY);
        GitHttpServer other = GitHttpServer.start(dir, "git:" + CANARY)) {
      first.redirectTo(other);
      assertFails(
          target().setRepository(first.url("moved/origin.git")).setCredentials("env:GIT_TOKEN"),
          "remote: ");
      assertThat(other.asked).isNotEmpty().allMatch(request -> request.endsWith(" null"));
    }
  }

  private void assertFails(PublicationTarget.Builder target, String... says) {
    assertThatThrownBy(() -> publish(target, 1))
        .isInstanceOf(PublicationException.class)
        .satisfies(e -> assertThat(e.getMessage()).startsWith(says[0]).contains(says))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).doesNotContain(CANARY));
  }

  /** Neither in the fetched copies nor in the repository. */
  private void assertNowhere(String canary) throws IOException {
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("secret")) {
          String content = Arrays.toString(Files.readAllBytes(file));
          assertThat(content).as("%s", file).doesNotContain(inside(canary.getBytes(UTF_8)));
        }
      }
    }
  }

  private static String inside(byte[] bytes) {
    String text = Arrays.toString(bytes);
    return text.substring(1, text.length() - 1);
  }
}
