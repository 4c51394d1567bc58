package dev.pgohub.broker;

import java.util.Locale;
import java.util.Properties;

/** The Kafka settings by which a broker lets in only who has a password, and asks its ACLs. */
final class SecurityProperties {

  /** The protocol of clients, and the name of their listener. */
  static final String CLIENTS = "SASL_SSL";

  /** That of the controller, which is on the loopback interface only. */
  static final String CONTROLLER = "SASL_PLAINTEXT";

  private static final String PLAIN = "PLAIN";

  private SecurityProperties() {}

  static void put(Properties properties, BrokerSecurity security) {
    properties.put("inter.broker.listener.name", CLIENTS);
    properties.put("sasl.enabled.mechanisms", PLAIN);
    properties.put("sasl.mechanism.inter.broker.protocol", PLAIN);
    properties.put("sasl.mechanism.controller.protocol", PLAIN);
    for (String listener : new String[] {CLIENTS, BrokerProperties.CONTROLLER_LISTENER}) {
      String name = "listener.name." + listener.toLowerCase(Locale.ROOT);
      properties.put(name + ".plain.sasl.jaas.config", logins(security));
    }
    for (String store : new String[] {"keystore", "truststore"}) {
      properties.put("ssl." + store + ".type", "PKCS12");
      properties.put("ssl." + store + ".location", security.keyStore().toString());
      properties.put("ssl." + store + ".password", security.keyStorePassword());
    }
    properties.put("ssl.key.password", security.keyStorePassword());
    properties.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    properties.put("super.users", "User:" + security.superUser());
    properties.put("allow.everyone.if.no.acl.found", "false");
  }

  /** Under which name the broker itself connects, and the password of each who may. */
  private static String logins(BrokerSecurity security) {
    StringBuilder logins =
        new StringBuilder("org.apache.kafka.common.security.plain.PlainLoginModule required");
    String own = security.passwords().getOrDefault(security.superUser(), "");
    option(logins, "username", security.superUser());
    option(logins, "password", own);
    security.passwords().forEach((user, password) -> option(logins, "user_" + user, password));
    return logins.append(';').toString();
  }

  private static void option(StringBuilder to, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    to.append(' ').append(name).append("=\"").append(escaped).append('"');
  }
}
