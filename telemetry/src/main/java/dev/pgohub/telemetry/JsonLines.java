package dev.pgohub.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes each event of the log as one line of JSON: {@code time} in ISO 8601, {@code level}, {@code
 * logger}, {@code thread}, {@code message}, what it is about by the names of {@link LogField}, and
 * {@code error} with the stack of what was thrown. All values are texts.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  /** For logback, which makes it from its configuration. */
  public JsonLines() {}

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", event.getInstant().toString());
    fields.put("level", event.getLevel().toString());
    fields.put("logger", event.getLoggerName());
    fields.put("thread", event.getThreadName());
    fields.put("message", event.getFormattedMessage());
    event.getMDCPropertyMap().forEach(fields::putIfAbsent);
    if (event.getKeyValuePairs() != null) {
      event
          .getKeyValuePairs()
          .forEach(pair -> fields.putIfAbsent(pair.key, String.valueOf(pair.value)));
    }
    if (event.getThrowableProxy() != null) {
      fields.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    StringBuilder line = new StringBuilder(256);
    fields.forEach(
        (name, value) -> {
          line.append(line.isEmpty() ? '{' : ',');
          quote(line, name);
          line.append(':');
          quote(line, value);
        });
    return line.append("}\n").toString().getBytes(UTF_8);
  }

  private static void quote(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> to.append('\\').append(c);
        case '\n' -> to.append("\\n");
        case '\t' -> to.append("\\t");
        default -> {
          // Also the separators of lines that JSON allows and some readers do not, and what is left
          // of a pair of surrogates that was cut.
          if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
            to.append("\\u").append(hex(c));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }

  private static String hex(char c) {
    String digits = Integer.toHexString(c);
    return "0".repeat(4 - digits.length()) + digits;
  }
}
