package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.merger.MergerSetting;
import dev.pgohub.publisher.PublisherSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of settings lists what the rooms read, and nothing else. */
class SettingsPageTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(PGOHUB_[A-Z_]+)` \\|");

  @ParameterizedTest
  @CsvSource({"## The merger,merger", "## The API,api", "## The publisher,publisher"})
  void section_listsWhatTheRoomReads(String heading, String room) throws IOException {
    String page = Files.readString(Path.of("../docs/settings.md"));
    int from = page.indexOf(heading);
    String section = page.substring(from, page.indexOf("\n## ", from + 1));

    assertThat(ROW.matcher(section).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(read(room));
  }

  private static Set<String> read(String room) {
    Stream<String> names =
        switch (room) {
          case "merger" ->
              Arrays.stream(MergerSetting.values()).map(MergerSetting::environmentName);
          case "publisher" ->
              Arrays.stream(PublisherSetting.values()).map(PublisherSetting::environmentName);
          default -> ProfileApiSettings.names().stream().map(EnvironmentKeys::ofProperty);
        };
    return names.collect(Collectors.toCollection(TreeSet::new));
  }
}
