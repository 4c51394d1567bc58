package dev.pgohub.publisher;

import dev.pgohub.publisher.PublicationException.Reason;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a generation into a git repository: a commit of default.pgo and its lock file on top of
 * the branch, pushed without force. When the branch moved on meanwhile it begins anew. Not
 * thread-safe.
 */
final class GitPublisher {

  private static final Logger log = LoggerFactory.getLogger(GitPublisher.class);
  private static final String REVIEW_PREFIX = "pgohub/";
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final PublisherSettings settings;
  private final RepositoryCache cache;
  private final Credentials credentials;
  private final SplittableRandom jitter = new SplittableRandom();

  GitPublisher(
      PublisherSettings settings,
      RepositoryCache cache,
      UnaryOperator<@Nullable String> environment) {
    this.settings = settings;
    this.cache = cache;
    this.credentials =
        new Credentials(settings.list(PublisherSetting.PUBLISH_CREDENTIALS), environment);
  }

  /**
   * Publishes.
   *
   * @return the id of the commit that holds the generation: a new one, or the one that was there
   * @throws PublicationException when it did not work; trying again later is safe
   */
  String publish(PublicationTarget target, Generation generation)
      throws PublicationException, InterruptedException {
    RepositoryPath path = RepositoryPath.parse(target.getPath());
    requireBranch(target.getBranch());
    RemoteUrl url =
        RemoteUrl.parse(
            target.getRepository(), settings.list(PublisherSetting.PUBLISH_REPOSITORIES));
    Optional<Secret> secret = credentials.read(target.getCredentials());
    if (secret.isPresent()
        && !url.isPrivate()
        && !settings.flag(PublisherSetting.PUBLISH_PLAIN_HTTP)) {
      throw new PublicationException(
          Reason.BAD_CREDENTIALS,
          "credentials are not sent to "
              + url.host()
              + " over http, which others can read;"
              + " PGOHUB_PUBLISH_PLAIN_HTTP=true allows it");
    }
    try (Repository local = cache.open(url)) {
      return publish(new Remote(local, url, secret, settings), local, target, path, generation);
    } catch (PublicationException e) {
      if (e.reason() == Reason.REPOSITORY_TOO_LARGE) {
        // It may be what was fetched before.
        forget(url);
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      forget(url);
      throw new PublicationException(
          Reason.UNEXPECTED, "the fetched copy of " + url + " is unfit (" + e.getClass() + ")");
    }
  }

  private String publish(
      Remote remote,
      Repository local,
      PublicationTarget target,
      RepositoryPath path,
      Generation generation)
      throws IOException, PublicationException, InterruptedException {
    String review = REVIEW_PREFIX + generation.tag();
    boolean isReview = target.getWay() == PublicationTarget.Way.REVIEW;
    List<String> branches =
        isReview ? List.of(target.getBranch(), review) : List.of(target.getBranch());
    String pushed = isReview ? review : target.getBranch();
    int attempts = settings.count(PublisherSetting.PUBLISH_ATTEMPTS);
    for (int attempt = 1; attempt <= attempts; attempt++) {
      Remote.Tips tips = remote.tips(branches);
      Optional<ObjectId> tip = tips.of(target.getBranch());
      if (tip.isEmpty() && (isReview || !tips.isEmpty())) {
        throw new PublicationException(
            Reason.NO_BRANCH, target.getRepository() + " has no branch " + target.getBranch());
      }
      fetchMissing(remote, local, tips);
      try (BranchEdit edit = new BranchEdit(local, path, settings)) {
        List<ObjectId> parents = new ArrayList<>();
        tip.ifPresent(parents::add);
        Optional<String> there = edit.commitWith(generation, parents);
        if (there.isPresent()) {
          return there.get();
        }
        Optional<ObjectId> reviewed = isReview ? tips.of(review) : Optional.empty();
        if (reviewed.isPresent()) {
          there = edit.commitWith(generation, List.of(reviewed.get()));
          if (there.isPresent()) {
            return there.get();
          }
          // When it was taken over, it begins anew from the branch; to stay without force, what it
          // was before becomes the second parent.
          boolean isMerged = edit.hasSameProfile(parents.get(0), reviewed.get());
          parents = isMerged ? List.of(parents.get(0), reviewed.get()) : List.of(reviewed.get());
        }
        ObjectId commit = edit.commit(generation, parents, author(generation));
        ObjectId before = tips.of(pushed).orElse(ObjectId.zeroId());
        if (remote.push(pushed, commit, before) == Remote.Push.DONE) {
          return commit.name();
        }
      }
      log.info("{} of {} moved on, starting anew", pushed, target.getRepository());
      pause(attempt);
    }
    throw new PublicationException(
        Reason.MOVED_ON,
        pushed + " of " + target.getRepository() + " moved on with each of " + attempts + " tries");
  }

  private static void fetchMissing(Remote remote, Repository local, Remote.Tips tips)
      throws IOException, PublicationException {
    List<String> missing = new ArrayList<>();
    for (var tip : tips.tips().entrySet()) {
      if (!tip.getValue().equals(local.resolve("refs/remotes/" + tip.getKey()))) {
        missing.add(tip.getKey());
      }
    }
    if (!missing.isEmpty()) {
      remote.fetch(missing);
    }
  }

  /** The time is the generation's, so that the same commit can be made again. */
  private PersonIdent author(Generation generation) {
    return new PersonIdent(
        settings.text(PublisherSetting.PUBLISH_AUTHOR),
        settings.text(PublisherSetting.PUBLISH_EMAIL),
        generation.published(),
        ZoneOffset.UTC);
  }

  private void pause(int attempt) throws InterruptedException {
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    Thread.sleep(jitter.nextLong(longest / 2, longest));
  }

  private void forget(RemoteUrl url) {
    try {
      cache.forget(url);
    } catch (IOException e) {
      log.warn("the fetched copy of {} cannot be deleted: {}", url, e.getClass().getSimpleName());
    }
  }

  private static void requireBranch(String branch) throws PublicationException {
    boolean isPrintable = branch.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (branch.isEmpty()
        || branch.length() > 200
        || branch.startsWith("-")
        || branch.equals(Constants.HEAD)
        || !isPrintable
        || !Repository.isValidRefName(Constants.R_HEADS + branch)) {
      throw new PublicationException(
          Reason.BAD_BRANCH, "the branch cannot be used: it is no name of a branch in ASCII");
    }
  }
}
