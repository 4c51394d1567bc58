package dev.pgohub.api.page;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** The files of the page, read once: a few, all small. Thread-safe. */
@Component
class PageFiles {

  static final String INDEX = "index.html";

  private final Map<String, PageFile> files = new TreeMap<>();

  PageFiles() throws IOException {
    var resources = new PathMatchingResourcePatternResolver(PageFiles.class.getClassLoader());
    for (Resource resource : resources.getResources("classpath:page/*.*")) {
      String name = resource.getFilename();
      if (name != null) {
        try (InputStream in = resource.getInputStream()) {
          files.put(name, PageFile.of(name, in.readAllBytes()));
        }
      }
    }
    if (!files.containsKey(INDEX)) {
      throw new IllegalStateException("the page is not in this build");
    }
  }

  Optional<PageFile> find(String name) {
    return Optional.ofNullable(files.get(name));
  }
}
