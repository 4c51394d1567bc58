package dev.pgohub.faults;

import java.util.Locale;

/** What is done to the hub while it works. */
enum Harm {
  KILL_MERGER("kill -9 of a merger, started again"),
  KILL_API("kill -9 of the API, started again"),
  KILL_BROKER("kill -9 of the broker, started again"),
  BROKER_AWAY("the broker away for a while"),
  STOP_MERGER("a merger stopped for longer than its session"),
  STOP_API("the API stopped for as long"),
  STOP_BROKER("the broker stopped for as long"),
  KILL_ALL("kill -9 of all processes at once"),
  FULL_STATE_DISK("a full disk under a merger's state"),
  FULL_BROKER_DISK("a full disk under the broker");

  private final String text;

  Harm(String text) {
    this.text = text;
  }

  /** As it is named in arguments, such as {@code kill-api}. */
  String argument() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In words, for people. */
  String text() {
    return text;
  }

  /** Whether parts of the hub may give up by themselves meanwhile, to be started again. */
  boolean isOfDisks() {
    return this == FULL_STATE_DISK || this == FULL_BROKER_DISK;
  }
}
