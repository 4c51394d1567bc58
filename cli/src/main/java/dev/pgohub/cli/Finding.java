package dev.pgohub.cli;

/**
 * One thing that was looked at.
 *
 * @param level how it is
 * @param subject what was looked at
 * @param text what was found, and what to do
 */
record Finding(Level level, String subject, String text) {

  /** How it is. */
  enum Level {
    ok,
    warn,
    fail
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.ok, subject, text);
  }

  static Finding warn(String subject, String text) {
    return new Finding(Level.warn, subject, text);
  }

  static Finding fail(String subject, String text) {
    return new Finding(Level.fail, subject, text);
  }
}
