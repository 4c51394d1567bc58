package dev.pgohub.api.intake.scrape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows how fetching profiles goes. */
@RestController
class ScrapeController {

  private final Optional<Scraper> scraper;

  ScrapeController(Optional<Scraper> scraper) {
    this.scraper = scraper;
  }

  /** Without a list, there are no targets. */
  @GetMapping("/api/v1/scrapes")
  Scraper.View scrapes() {
    return scraper.map(Scraper::view).orElse(new Scraper.View(null, Map.of(), List.of()));
  }
}
