package dev.pgohub.cli;

import picocli.CommandLine.Option;

/** Where the hub is. */
final class HubOption {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "where the hub is; default: PGOHUB_URL, else http://localhost:8080")
  private String url = "";

  /** The hub that is meant. */
  Hub hub(Pgohub pgohub) throws CommandFailure {
    return pgohub.hub(url);
  }
}
