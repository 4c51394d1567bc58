package dev.pgohub.api.intake.scrape;

/** The list of targets cannot be used; the message is one sentence for who wrote it. */
final class InvalidScrapeListException extends Exception {

  private static final long serialVersionUID = 1L;

  InvalidScrapeListException(String message) {
    super(message);
  }
}
