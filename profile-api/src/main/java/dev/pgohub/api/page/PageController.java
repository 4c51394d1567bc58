package dev.pgohub.api.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.api.problem.HttpProblem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What stands at the root: a page for browsers, a text that says where to go for all others. */
@RestController
class PageController {

  /** What the page may do: run and show its own files, and ask this server. */
  static final String SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String CSP = "Content-Security-Policy";

  private static final String TEXT =
      """
      pgohub: merged CPU profiles for profile-guided optimization

      GET  /profile/{tag}             the profile for go build -pgo; ?mode= &missing=empty
      GET  /profile/{tag}@sha256:...  that generation of it
      GET  /profile/{tag}/live        the merge as of now
      GET  /profile/{tag}/stacks      full stacks, for go tool pprof
      POST /profile/{tag}             a pprof CPU profile of one instance
      GET  /api/v1/tags               all tags, as JSON
      GET  /api/v1/tags/{tag}         all that is known about one, and behind it:
           .../generations /rejections /edges /flame /diff /policy /hold /publication
      GET  /actuator/health           whether it is ready
      GET  /actuator/prometheus       its counters

      In a browser, this address is a page.
      """;

  private final PageFiles files;
  private final PageFile text =
      new PageFile(
          MediaType.parseMediaType("text/plain;charset=UTF-8"),
          PageFile.etag(TEXT.getBytes(UTF_8)),
          TEXT.getBytes(UTF_8));

  PageController(PageFiles files) {
    this.files = files;
  }

  @GetMapping("/")
  ResponseEntity<byte[]> root(HttpServletRequest request) {
    PageFile file = asksForHtml(request) ? file(PageFiles.INDEX) : text;
    return answer(file).varyBy(HttpHeaders.ACCEPT).body(file.content());
  }

  @GetMapping("/page/{name}")
  ResponseEntity<byte[]> pageFile(@PathVariable String name) {
    PageFile file = file(name);
    return answer(file).body(file.content());
  }

  private PageFile file(String name) {
    return files
        .find(name)
        .orElseThrow(
            () ->
                new HttpProblem(
                    HttpStatus.NOT_FOUND, "not_found", "the page has no such file: " + name));
  }

  private static ResponseEntity.BodyBuilder answer(PageFile file) {
    return ResponseEntity.ok()
        .contentType(file.type())
        .eTag(file.etag())
        .cacheControl(CacheControl.noCache())
        // Otherwise Spring calls a script a text to be saved, since it does not know the ending.
        .header(HttpHeaders.CONTENT_DISPOSITION, "inline")
        .header(CSP, SECURITY_POLICY);
  }

  /** Only when HTML is named: curl accepts anything. */
  private static boolean asksForHtml(HttpServletRequest request) {
    var accepts = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
    try {
      return MediaType.parseMediaTypes(accepts).stream()
          .anyMatch(
              type -> type.getQualityValue() > 0 && MediaType.TEXT_HTML.equalsTypeAndSubtype(type));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }
}
