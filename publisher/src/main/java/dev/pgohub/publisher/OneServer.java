package dev.pgohub.publisher;

import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Gives a secret to the server that it is for, and to no other one that it sends us to. */
final class OneServer extends CredentialsProvider {

  private final @Nullable RemoteUrl url;
  private final Secret secret;

  OneServer(RemoteUrl url, Secret secret) {
    this(secret, url);
  }

  private OneServer(Secret secret, @Nullable RemoteUrl url) {
    this.url = url;
    this.secret = secret;
  }

  /** Gives nothing to anybody. */
  static OneServer withoutSecret() {
    return new OneServer(new Secret("", ""), null);
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username)
          && !(item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish asked, CredentialItem... items) {
    boolean isIt =
        url != null
            && url.scheme().equals(asked.getScheme())
            && url.host().equalsIgnoreCase(asked.getHost())
            && url.port() == asked.getPort();
    if (!isIt || !supports(items)) {
      return false;
    }
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username name) {
        name.setValue(secret.user());
      } else if (item instanceof CredentialItem.Password password) {
        password.setValue(secret.password().toCharArray());
      }
    }
    return true;
  }
}
