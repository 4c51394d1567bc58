package dev.pgohub.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The page of requests lists what is answered, and nothing else. */
class HttpPageTest {

  private static final Pattern HEADING =
      Pattern.compile("(?m)^### `([A-Z]+ /[^`@]*?)(@sha256:\\{hex})?`$");

  @Test
  void page_hasEveryRequest() throws IOException {
    String page = Files.readString(Path.of("../docs/http.md"));
    Set<String> listed =
        HEADING
            .matcher(page)
            .results()
            .map(heading -> heading.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(listed).isEqualTo(answered());
  }

  private static Set<String> answered() {
    Set<String> answered = new TreeSet<>();
    SharedApi.get().beans(RequestMappingHandlerMapping.class).stream()
        .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
        .forEach(request -> addTo(answered, request));
    return answered;
  }

  private static void addTo(Set<String> answered, RequestMappingInfo request) {
    for (String path : request.getPatternValues()) {
      if (path.startsWith("/profile/") || path.startsWith("/api/v1/tags")) {
        request
            .getMethodsCondition()
            .getMethods()
            .forEach(method -> answered.add(method + " " + path.replace("address", "tag")));
      }
    }
  }
}
