package dev.pgohub.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * Who may connect to an {@link EmbeddedBroker}, and what they may do there: nothing, until an ACL
 * allows it. Clients use TLS and SASL with the mechanism PLAIN. Its text shows no password.
 *
 * @param passwords by user; the super user must be among them
 * @param superUser who may do everything; the broker itself connects under that name
 * @param keyStore a PKCS12 file with a key and its certificate for 127.0.0.1, which the broker
 *     trusts, too
 * @param keyStorePassword of the file and of the key
 */
public record BrokerSecurity(
    Map<String, String> passwords, String superUser, Path keyStore, String keyStorePassword) {

  /** Checks that there is a super user. */
  public BrokerSecurity {
    passwords = Map.copyOf(passwords);
    if (!passwords.containsKey(superUser)) {
      throw new IllegalArgumentException("the super user has no password");
    }
  }

  @Override
  public String toString() {
    return "TLS and SASL for " + passwords.keySet();
  }
}
