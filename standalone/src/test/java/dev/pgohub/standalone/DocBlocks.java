package dev.pgohub.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands in the documents: blocks of {@code sh}, and lines of others that call curl. */
final class DocBlocks {

  private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern CURL =
      Pattern.compile("(?m)^(?:RUN |[ -]*(?:run: )?)(curl -fsS .*)$");

  /**
   * A block.
   *
   * @param place the document, and how many blocks are before it there
   */
  record Block(String place, String script) {
    @Override
    public String toString() {
      return place;
    }
  }

  private DocBlocks() {}

  static List<Block> all() throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<Path> documents = new ArrayList<>(List.of(Shell.ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(Shell.ROOT.resolve("docs"))) {
      files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    for (Path document : documents) {
      Matcher fenced = FENCED.matcher(Files.readString(document));
      for (int number = 1; fenced.find(); number++) {
        String place = document.getFileName() + " " + number;
        if (fenced.group(1).equals("sh")) {
          blocks.add(new Block(place, fenced.group(2)));
        } else {
          Matcher curl = CURL.matcher(fenced.group(2));
          while (curl.find()) {
            blocks.add(new Block(place, curl.group(1)));
          }
        }
      }
    }
    return blocks;
  }
}
