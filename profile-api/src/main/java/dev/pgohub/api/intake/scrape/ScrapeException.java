package dev.pgohub.api.intake.scrape;

/** A profile was not fetched. */
final class ScrapeException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ScrapeResult result;

  ScrapeException(ScrapeResult result, String message) {
    super(message);
    this.result = result;
  }

  ScrapeResult result() {
    return result;
  }
}
