package dev.pgohub.telemetry;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the form that is chosen: by a pattern for people, or as {@link JsonLines}. A
 * form that is none is for people; the rooms refuse it in their settings.
 */
public final class ChosenEncoder extends EncoderBase<ILoggingEvent> {

  private static final byte[] NOTHING = {};

  private String format = "";
  private String pattern = "%level %logger{0}: %msg%n";
  private @Nullable Encoder<ILoggingEvent> chosen;

  /** For logback, which makes it from its configuration. */
  public ChosenEncoder() {}

  /** The name of a {@link LogFormat}. */
  public void setFormat(String format) {
    this.format = format;
  }

  /** Logback's pattern of a line for people. */
  public void setPattern(String pattern) {
    this.pattern = pattern;
  }

  @Override
  public void start() {
    if (format.equals(LogFormat.JSON.name().toLowerCase(Locale.ROOT))) {
      chosen = new JsonLines();
    } else {
      PatternLayoutEncoder text = new PatternLayoutEncoder();
      text.setPattern(pattern);
      chosen = text;
    }
    chosen.setContext(getContext());
    chosen.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return chosen == null ? NOTHING : chosen.encode(event);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
