package dev.pgohub.api.page;

import static dev.pgohub.api.RunningApi.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageHttpTest {

  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";
  private static final Path FILES = Path.of("target/classes/page");
  private static final Pattern LINK =
      Pattern.compile("(?:src=|href=|from )\"(?:page/|\\./)([a-z]+\\.[a-z]+)\"");
  private static final Pattern UNSAFE =
      Pattern.compile(
          "(?i)<style|<script(?! type=\"module\" src=)|\\sstyle=|\\son[a-z]+=\"|https?://(?!www\\.w3)"
              + "|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");

  private static final RunningApi api = SharedApi.get();

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  @Test
  void root_forABrowser_isThePage() throws IOException {
    HttpResponse<byte[]> response = api.get("/", "Accept", BROWSER);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
    assertThat(header(response, "Vary")).isEqualTo("Accept");
    assertThat(text(response)).isEqualTo(Files.readString(FILES.resolve("index.html")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "text/*", "application/json", "text/html;q=0, */*", "garbage"})
  void root_forOthers_saysWhereToGo(String accept) {
    HttpResponse<byte[]> response = api.get("/", "Accept", accept);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("text/plain;charset=UTF-8");
    assertThat(header(response, "Vary")).isEqualTo("Accept");
    assertThat(text(response)).contains("/profile/{tag}", "/api/v1/tags");
  }

  @Test
  void root_withoutAccept_saysWhereToGo() {
    assertThat(text(api.get("/"))).startsWith("pgohub: ");
  }

  @ParameterizedTest
  @MethodSource("names")
  void file_isSentAsWhatItIs(String name) throws IOException {
    HttpResponse<byte[]> response = api.get("/page/" + name);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response)).isEqualTo(Files.readString(FILES.resolve(name)));
    assertThat(header(response, "Content-Type"))
        .isIn(
            "text/html;charset=UTF-8",
            "text/css;charset=UTF-8",
            "text/javascript;charset=UTF-8",
            "image/svg+xml");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "Content-Disposition")).isEqualTo("inline");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().allValues("Content-Security-Policy"))
        .containsExactly(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  @Test
  void file_thatIsKnown_isAnswered304() {
    String etag = header(api.get("/page/app.js"), "ETag");
    assertThat(etag)
        .matches("\"[0-9a-f]{64}\"")
        .isNotEqualTo(header(api.get("/page/dom.js"), "ETag"));
    HttpResponse<byte[]> again = api.get("/page/app.js", "If-None-Match", etag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(header(again, "ETag")).isEqualTo(etag);
    HttpResponse<byte[]> head = api.head("/page/app.js");
    assertThat(header(head, "ETag")).isEqualTo(etag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/page/", "/page/none.js", "/page/..%2Fprofile-api.properties", "/page"})
  void file_thatIsNot_is404(String path) {
    assertThat(api.get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void otherAnswers_keepTheirSecurityPolicy() {
    for (String path : List.of("/api/v1/tags", "/profile/checkout", "/page/none.js")) {
      assertThat(header(api.get(path), "Content-Security-Policy"))
          .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void file_hasNothingThatThePolicyForbids(String name) throws IOException {
    String content = Files.readString(FILES.resolve(name));
    assertThat(UNSAFE.matcher(content).results().map(found -> found.group())).isEmpty();
    assertThat(content.lines().count()).isLessThanOrEqualTo(250);
    assertThat(names())
        .containsAll(LINK.matcher(content).results().map(link -> link.group(1)).toList());
  }
}
