package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.broker.BrokerSecurity;
import dev.pgohub.broker.BrokerSettings;
import dev.pgohub.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;

/** A broker with TLS, a user for each room, and ACLs. Its passwords are canaries. */
final class SecuredBroker implements AutoCloseable {

  static final String CANARY = "canary-sasl-";

  private static final String STORE_PASSWORD = "canary-store-4f1b";
  private static final String SUPER_USER = "admin";
  private static final List<String> USERS =
      List.of(
          SUPER_USER,
          "pgohub-producer",
          "pgohub-merger",
          "pgohub-api",
          "pgohub-publisher",
          "pgohub-tools",
          "stranger");

  private final Path dir;
  private final EmbeddedBroker broker;

  private SecuredBroker(Path dir, EmbeddedBroker broker) {
    this.dir = dir;
    this.broker = broker;
  }

  static SecuredBroker start(Path dir) throws Exception {
    Files.createDirectories(dir);
    Path keys = keys(dir);
    Map<String, String> passwords = new HashMap<>();
    USERS.forEach(user -> passwords.put(user, CANARY + user));
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            BrokerSettings.in(dir.resolve("kafka"))
                .with(new BrokerSecurity(passwords, SUPER_USER, keys, STORE_PASSWORD)));
    return new SecuredBroker(dir, broker);
  }

  private static Path keys(Path dir) throws Exception {
    Path keys = dir.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "broker",
                "-keyalg",
                "EC",
                "-dname",
                "CN=broker",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                STORE_PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("broker", store.getCertificate("broker"));
    try (OutputStream out = Files.newOutputStream(dir.resolve("trust.p12"))) {
      trusted.store(out, STORE_PASSWORD.toCharArray());
    }
    return keys;
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Allows what is listed, and nothing else. */
  void allow(List<AclBinding> acls) throws Exception {
    try (Admin admin = Admin.create(client(SUPER_USER))) {
      admin.createAcls(acls).all().get(60, TimeUnit.SECONDS);
    }
  }

  /** The file of settings for a user. */
  String file(String user) throws IOException {
    return file(user, CANARY + user);
  }

  String file(String user, String password) throws IOException {
    Path file = dir.resolve(user + "." + password.hashCode() + ".properties");
    Properties properties = new Properties();
    properties.putAll(settings(user, password));
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file.toString();
  }

  /** Settings of a client of a user. */
  Map<String, Object> client(String user) {
    Map<String, Object> configs = new HashMap<>(settings(user, CANARY + user));
    configs.put("bootstrap.servers", bootstrapServers());
    return configs;
  }

  Map<String, Object> superClient() {
    return client(SUPER_USER);
  }

  private Map<String, String> settings(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
            + user
            + "\" password=\""
            + password
            + "\";",
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.location",
        dir.resolve("trust.p12").toString(),
        "ssl.truststore.password",
        STORE_PASSWORD);
  }

  @Override
  public void close() {
    broker.close();
  }
}
