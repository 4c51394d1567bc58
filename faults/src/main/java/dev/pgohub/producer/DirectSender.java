package dev.pgohub.producer;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.time.Duration;
import java.util.Map;

/**
 * Sends profiles of any content as the library sends its windows: the same producer, the same
 * envelope. Not thread-safe; its producer connects at the first fragment.
 */
public final class DirectSender implements AutoCloseable {

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(12);

  private final FragmentSender sender;

  /** A sender to a broker. */
  public DirectSender(String bootstrapServers) {
    Map<Setting, String> built = Map.of(Setting.BOOTSTRAP_SERVERS, bootstrapServers);
    SettingTexts texts = new SettingTexts(built, Map.of(), Map.of(), System.err::println);
    this.sender =
        new FragmentSender(
            CaptureSettings.read("faults", texts, "", Map.of()), new WarnOnce("faults"));
  }

  /**
   * Sends a profile once, within about 12 seconds.
   *
   * @param startUnixNanos when it began, as the sender's clock says
   * @return whether the broker acknowledged it; when not, it may have it nevertheless
   */
  public boolean send(
      String tag,
      String id,
      String instance,
      long startUnixNanos,
      long durationNanos,
      byte[] pprof) {
    Fragment fragment =
        new Fragment(
            id,
            ProfileTag.of(tag),
            ProfileMode.NONE,
            instance,
            "",
            startUnixNanos,
            durationNanos,
            pprof);
    long deadline = System.nanoTime() + SEND_TIMEOUT.toNanos();
    return sender.send(fragment, () -> deadline - System.nanoTime())
        == FragmentSender.Outcome.PUBLISHED;
  }

  @Override
  public void close() {
    sender.close(Duration.ofSeconds(1));
  }
}
