package dev.pgohub.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerAccessTest {

  private static final String SECRET = "canary-7d1f";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"api\""
          + " password=\""
          + SECRET
          + "\";";

  @TempDir Path dir;

  private String file(String text) throws IOException {
    return Files.writeString(dir.resolve("kafka.properties"), text).toString();
  }

  @Test
  void of_aFile_hasWhatItSays_andOursAboveIt() throws IOException {
    BrokerAccess access =
        BrokerAccess.of(
            "kafka:9093",
            file(
                "security.protocol = SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                    + LOGIN
                    + "\nlinger.ms=7\n"));
    assertThat(access.with(Map.of("linger.ms", 0)))
        .containsEntry("bootstrap.servers", "kafka:9093")
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry("sasl.jaas.config", LOGIN)
        .containsEntry("linger.ms", 0);
    assertThat(access).hasToString("kafka:9093");
  }

  @Test
  void of_noFile_isPlain() {
    assertThat(BrokerAccess.of("kafka:9092", " ")).isEqualTo(BrokerAccess.plain("kafka:9092"));
  }

  @ParameterizedTest
  @CsvSource({
    "security.protcol=SSL, no security.protcol; the nearest is security.protocol",
    "security.protocol=SASL_SLL, SASL_SLL",
    "acks=0, acks is not yours to set",
    "bootstrap.servers=x:1, bootstrap.servers is not yours to set",
    "ssl.truststore.location=/none.p12\\nsecurity.protocol=SSL, /none.p12",
    "security.protocol=SASL_PLAINTEXT\\nsasl.mechanism=PLAIN, sasl.jaas.config",
    "linger.ms=\\u00zz, an escape that is none",
  })
  void of_aFileThatIsWrong_saysWhatInOneLine(String text, String says) throws IOException {
    String file = file(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> BrokerAccess.of("kafka:9092", file))
        .isInstanceOf(InvalidKafkaPropertiesException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1))
        .hasMessageStartingWith("PGOHUB_KAFKA_PROPERTIES: " + file)
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource({
    "sasl.jaas.config=PlainLoginModule canary-7d1f",
    "sasl.jaas.config=canary-7d1f",
    "sasl.jaas.config=a.b.C required password=can canary-7d1f;",
    "ssl.keystore.type=PEM\\nssl.keystore.key=canary-7d1f",
    "ssl.keystore.location=/none\\nssl.keystore.password=canary-7d1f",
  })
  void of_aFileThatIsWrong_repeatsNoSecret(String text) throws IOException {
    String protocol = text.startsWith("ssl") ? "SSL" : "SASL_SSL\nsasl.mechanism=PLAIN";
    String file = file(text.replace("\\n", "\n") + "\nsecurity.protocol=" + protocol);
    assertThatThrownBy(() -> BrokerAccess.of("kafka:9092", file))
        .isInstanceOf(InvalidKafkaPropertiesException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
  }

  @Test
  void of_noSuchFile_saysSo() {
    assertThatThrownBy(() -> BrokerAccess.of("kafka:9092", "/none.properties"))
        .isInstanceOf(InvalidKafkaPropertiesException.class)
        .hasMessageContaining("/none.properties: it cannot be read");
  }

  @Test
  void of_aFileThatIsTooLarge_saysSo() throws IOException {
    String file = file("#" + "x".repeat(1 << 20));
    assertThatThrownBy(() -> BrokerAccess.of("kafka:9092", file))
        .hasMessageContaining("more than 1048576 bytes");
  }
}
