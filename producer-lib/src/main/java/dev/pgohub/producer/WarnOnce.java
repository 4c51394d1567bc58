package dev.pgohub.producer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says each kind of trouble once for each capture, so that a long one does not fill the log. */
final class WarnOnce {

  private static final Logger log = LoggerFactory.getLogger(ProfileCapture.class);

  private final String name;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /** Warnings about the capture of that name. */
  WarnOnce(String name) {
    this.name = name;
  }

  /** Warns, unless there was a warning of this kind before. */
  void warn(String kind, String message) {
    if (said.add(kind)) {
      log.warn("profile capture of {}: {}", name, message);
    }
  }

  /** Warns; the reason's stack trace goes to the debug level. */
  void warn(String kind, String message, Throwable reason) {
    if (said.add(kind)) {
      log.warn("profile capture of {}: {}: {}", name, message, String.valueOf(reason));
      log.debug("profile capture of {}", name, reason);
    }
  }
}
