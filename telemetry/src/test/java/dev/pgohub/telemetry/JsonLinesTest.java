package dev.pgohub.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {

  private final LoggerContext context = new LoggerContext();
  private final JsonLines lines = new JsonLines();

  @Test
  void event_isOneLine_withWhatItIsAbout() {
    LoggingEvent event =
        event(
            Map.of(LogField.TAG.key(), "checkout"),
            "said \"{}\"\n\\ \u0001 \u2028 \ud83d",
            null,
            "so");
    event.addKeyValuePair(new KeyValuePair(LogField.GENERATION.key(), 7));
    event.addKeyValuePair(new KeyValuePair("message", "not over ours"));

    assertThat(line(event))
        .startsWith("{\"time\":\"20")
        .endsWith(
            ",\"level\":\"INFO\",\"logger\":\"a.b\",\"thread\":\"t\",\"message\":"
                + "\"said \\\"so\\\"\\n\\\\ \\u0001 \\u2028 \\ud83d\""
                + ",\"tag\":\"checkout\",\"generation\":\"7\"}\n");
  }

  @Test
  void thrown_isInTheSameLine() {
    LoggingEvent event = event(Map.of(), "failed", new IllegalStateException("why"));

    assertThat(line(event))
        .hasLineCount(1)
        .contains("\"error\":\"java.lang.IllegalStateException: why\\n\\tat ");
  }

  @Test
  void format_thatThereIsNone_isSaidInALine() {
    assertThat(LogFormat.named("json")).isEqualTo(LogFormat.JSON);
    assertThatThrownBy(() -> LogFormat.named("xml"))
        .hasMessage("PGOHUB_LOG_FORMAT is \"xml\"; it must be text or json");
  }

  private LoggingEvent event(
      Map<String, String> mdc, String message, Throwable thrown, Object... arguments) {
    LoggingEvent event =
        new LoggingEvent("here", context.getLogger("a.b"), Level.INFO, message, thrown, arguments);
    event.setThreadName("t");
    event.setMDCPropertyMap(mdc);
    return event;
  }

  private String line(LoggingEvent event) {
    return new String(lines.encode(event), UTF_8);
  }
}
