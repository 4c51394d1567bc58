package dev.pgohub.publisher;

import dev.pgohub.publisher.PublicationException.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/**
 * The repository of a tag as its git server has it, and a local one that holds the tips of its
 * branches. Not thread-safe.
 */
final class Remote {

  /** What the remote side said may be long, and anything. */
  private static final int MAX_SHOWN = 200;

  /** How servers say that two pushed at once. */
  private static final Pattern RACE =
      Pattern.compile("(?i)cannot lock ref|failed to (lock|update ref)|fetch first|stale info");

  /** What became of a push. */
  enum Push {
    DONE,
    /** The branch is not any more where it was. */
    MOVED_ON
  }

  private final Repository local;
  private final RemoteUrl url;
  private final Optional<Secret> secret;
  private final PublisherSettings settings;

  Remote(Repository local, RemoteUrl url, Optional<Secret> secret, PublisherSettings settings) {
    this.local = local;
    this.url = url;
    this.secret = secret;
    this.settings = settings;
  }

  private interface Use<T> {
    T with(Transport transport, TransferLimits limits)
        throws NotSupportedException, TransportException;
  }

  /** The tips of those of the branches that are there; and whether there is any branch at all. */
  record Tips(Map<String, ObjectId> tips, boolean isEmpty) {

    Optional<ObjectId> of(String branch) {
      return Optional.ofNullable(tips.get(branch));
    }
  }

  /** Asks for the tips of branches. */
  Tips tips(Collection<String> branches) throws PublicationException {
    return use(
        (transport, limits) -> {
          Map<String, ObjectId> tips = new LinkedHashMap<>();
          boolean isEmpty = true;
          try (FetchConnection connection =
              transport.openFetch(List.of(new RefSpec(Constants.R_HEADS + "*:refs/remotes/*")))) {
            for (Ref ref : connection.getRefs()) {
              isEmpty &= !ref.getName().startsWith(Constants.R_HEADS);
            }
            for (String branch : branches) {
              Ref ref = connection.getRef(Constants.R_HEADS + branch);
              if (ref != null && ref.getObjectId() != null) {
                tips.put(branch, ref.getObjectId());
              }
            }
          }
          return new Tips(tips, isEmpty);
        });
  }

  /** Fetches the tips of branches, without what was before them. */
  void fetch(Collection<String> branches) throws PublicationException {
    List<RefSpec> specs = new ArrayList<>();
    for (String branch : branches) {
      specs.add(new RefSpec("+" + Constants.R_HEADS + branch + ":refs/remotes/" + branch));
    }
    use(
        (transport, limits) -> {
          transport.setDepth(1);
          transport.setTagOpt(TagOpt.NO_TAGS);
          transport.fetch(limits, specs);
          if (limits.isTooLarge()) {
            throw new TransportException("too large");
          }
          return specs;
        });
  }

  /**
   * Moves a branch on to a commit, never by force.
   *
   * @param before where the branch is; the zero id: nowhere yet
   * @throws PublicationException when the remote side refuses
   */
  Push push(String branch, ObjectId commit, ObjectId before) throws PublicationException {
    RemoteRefUpdate update;
    try {
      update =
          new RemoteRefUpdate(
              local, branch, commit, Constants.R_HEADS + branch, false, null, before);
    } catch (IOException e) {
      throw new PublicationException(Reason.UNEXPECTED, clean(e.toString()));
    }
    // What is pushed is small; a push to a local repository does not end well when it is cancelled.
    use((transport, limits) -> transport.push(NullProgressMonitor.INSTANCE, List.of(update)));
    return switch (update.getStatus()) {
      case OK, UP_TO_DATE -> Push.DONE;
      case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> Push.MOVED_ON;
      default -> {
        String why = update.getMessage() == null ? "" : ": " + update.getMessage();
        if (RACE.matcher(why).find()) {
          yield Push.MOVED_ON;
        }
        throw new PublicationException(
            Reason.REJECTED, clean(url + " refuses the push to " + branch + why));
      }
    };
  }

  private <T> T use(Use<T> use) throws PublicationException {
    TransferLimits limits =
        new TransferLimits(
            local.getDirectory().toPath(),
            settings.size(PublisherSetting.MAX_REPOSITORY),
            settings.span(PublisherSetting.GIT_TRANSFER_TIMEOUT));
    try (Transport transport = Transport.open(local, new URIish(url.text()))) {
      Duration silence = settings.span(PublisherSetting.GIT_TIMEOUT);
      transport.setTimeout(Math.toIntExact(Math.max(1, silence.toSeconds())));
      if (transport instanceof TransportHttp http) {
        http.setHttpConnectionFactory(new LimitedHttp(limits));
      }
      // Never null: JGit would else ask what is the default in this process.
      transport.setCredentialsProvider(
          secret.<OneServer>map(s -> new OneServer(url, s)).orElse(OneServer.withoutSecret()));
      return use.with(transport, limits);
    } catch (NoRemoteRepositoryException e) {
      throw new PublicationException(Reason.REMOTE, "there is no git repository at " + url);
    } catch (URISyntaxException | NotSupportedException e) {
      throw new PublicationException(Reason.REMOTE, "there is no git repository at " + url);
    } catch (TransportException e) {
      if (limits.isTooLarge()) {
        throw new PublicationException(
            Reason.REPOSITORY_TOO_LARGE,
            url
                + " is larger than PGOHUB_MAX_REPOSITORY, "
                + settings.text(PublisherSetting.MAX_REPOSITORY));
      }
      throw new PublicationException(Reason.REMOTE, clean(deepest(e)));
    }
  }

  /** JGit's own message names the URL, its cause says what was wrong. */
  private static String deepest(TransportException e) {
    String message = String.valueOf(e.getMessage());
    Throwable cause = e.getCause();
    return cause == null || message.contains(String.valueOf(cause.getMessage()))
        ? message
        : message + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")";
  }

  /** In one line, not too long, without the secret. */
  private String clean(String text) {
    String line = secret.map(s -> s.removedFrom(text)).orElse(text).replaceAll("[^ -~]+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }
}
