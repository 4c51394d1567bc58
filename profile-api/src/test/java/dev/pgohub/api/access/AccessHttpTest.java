package dev.pgohub.api.access;

import static dev.pgohub.api.RunningApi.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Who may do what, when there are tokens. */
class AccessHttpTest {

  /** What nobody needs a token for. */
  private static final Set<String> OPEN =
      Set.of(
          "GET /",
          "GET /page/app.js",
          "GET /openapi.json",
          "GET /actuator/health/liveness",
          "GET /actuator/health/readiness");

  /** What reading is not enough for. */
  private static final Set<String> NOT_FOR_READERS = Set.of("GET /api/v1/scrapes", "GET /error");

  @TempDir static Path dir;
  private static TokenApi tokens;

  @BeforeAll
  static void start() throws Exception {
    tokens = new TokenApi(dir);
  }

  @AfterAll
  static void stop() {
    tokens.close();
  }

  /** Each endpoint of our handlers and of the actuator: method and path, with a tag in it. */
  private static Set<String> endpoints() {
    Collection<RequestMappingInfoHandlerMapping> all =
        tokens.api().beans(RequestMappingInfoHandlerMapping.class);
    Set<String> endpoints =
        all.stream()
            .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
            .flatMap(AccessHttpTest::endpoints)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(endpoints).contains("PUT /api/v1/tags/shop-a/hold", "GET /actuator/prometheus");
    endpoints.addAll(List.of("GET /actuator/health/liveness", "GET /actuator/health/readiness"));
    return endpoints;
  }

  private static Stream<String> endpoints(RequestMappingInfo info) {
    Set<RequestMethod> named = info.getMethodsCondition().getMethods();
    Set<RequestMethod> methods =
        named.isEmpty()
            ? Set.of(RequestMethod.GET, RequestMethod.POST, RequestMethod.PUT, RequestMethod.DELETE)
            : named;
    return methods.stream()
        .flatMap(
            method ->
                info.getPatternValues().stream().map(pattern -> method + " " + path(pattern)));
  }

  private static String path(String pattern) {
    return pattern
        .replace("/page/{name}", "/page/app.js")
        .replaceAll("\\{[^}]*}", "shop-a")
        .replace("/**", "/diskSpace");
  }

  private static HttpResponse<byte[]> send(String endpoint, String... headers) {
    String[] words = endpoint.split(" ");
    return tokens.send(words[0], words[1], headers);
  }

  private static String reason(HttpResponse<byte[]> response) {
    String body = new String(response.body(), UTF_8);
    return body.replaceAll("(?s).*\"reason\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void endpoints_withoutAToken_areDenied_butForThese() {
    for (String endpoint : endpoints()) {
      HttpResponse<byte[]> response = send(endpoint, "Accept", "application/json");
      if (OPEN.contains(endpoint)) {
        assertThat(response.statusCode()).as(endpoint).isIn(200, 503);
      } else {
        assertThat(response.statusCode()).as(endpoint).isEqualTo(401);
        assertThat(header(response, "WWW-Authenticate")).isEqualTo("Bearer realm=\"pgohub\"");
        if (!endpoint.contains("/push.v1.")) {
          assertThat(reason(response)).as(endpoint).isEqualTo("no_token");
        }
      }
    }
  }

  /** An endpoint that this finds forbidden has no rule yet: see EndpointRules. */
  @Test
  void endpoints_thatRead_areForReaders_andOthersAreNot() {
    for (String endpoint : endpoints()) {
      int status = send(endpoint, tokens.bearer("reader")).statusCode();
      if (endpoint.startsWith("GET ") && !NOT_FOR_READERS.contains(endpoint)) {
        assertThat(status).as(endpoint).isNotIn(401, 403);
      } else {
        assertThat(status).as(endpoint).isEqualTo(403);
      }
    }
  }

  @Test
  void endpoints_forTheOwner_areAllThere() {
    for (String endpoint : endpoints()) {
      int status = send(endpoint, tokens.bearer("owner")).statusCode();
      assertThat(status).as(endpoint).isNotIn(401, 403);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing, reader, 403",
    "GET, /nothing, owner, 404",
    "OPTIONS, /profile/shop-a, reader, 403",
    "HEAD, /profile/shop-a, shop, 200",
    "HEAD, /profile/pay, shop, 403",
    "GET, /profile/shop-a, shop, 200",
    "GET, /profile/shop-a, one, 200",
    "GET, /profile/shop-a-secret, one, 403",
    "GET, /profile/shop-a, writer, 403",
    "GET, /profile/shop-a, curator, 403",
    "GET, /profile/pay, shop, 403",
    "GET, /profile/pay/stacks, shop, 403",
    "GET, /api/v1/tags/pay, shop, 403",
    "GET, /api/v1/tags/pay/rejections, shop, 403",
    "GET, /api/v1/tags/pay/publication, shop, 403",
    "GET, /actuator/prometheus, shop, 403",
    "GET, /actuator/health, shop, 403",
    "POST, /profile/shop-a, shop, 403",
    "POST, /profile/shop-a, writer, 400",
    "POST, /profile/shop-b, writer, 403",
    "POST, /ingest?name=shop-a, writer, 400",
    "POST, /ingest?name=shop-b, writer, 403",
    "POST, /ingest?name=x%7Bservice_name%3Dshop-b%7D, writer, 403",
    "POST, /ingest?name=shop-a, shop, 403",
    "POST, /pyroscope/ingest?name=shop-b, writer, 403",
    "PUT, /api/v1/tags/shop-a/hold, curator, 415",
    "DELETE, /api/v1/tags/shop-a/hold, curator, 503",
    "DELETE, /api/v1/tags/pay/hold, curator, 403",
    "GET, /api/v1/scrapes, curator, 403",
  })
  void request_withAToken_isAnsweredByItsRights(
      String method, String path, String token, int status) {
    HttpResponse<byte[]> response = tokens.send(method, path, tokens.bearer(token));
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
  }

  @Test
  void push_ofAnotherTag_isRefusedAsConnectSaysIt() {
    String json =
        """
        {"series": [{"labels": [{"name": "service_name", "value": "%s"}],
                     "samples": [{"rawProfile": "eA==", "ID": "json-1"}]}]}
        """;
    for (String tag : List.of("shop-a", "shop-b")) {
      HttpResponse<byte[]> response =
          tokens
              .api()
              .post(
                  "/push.v1.PusherService/Push",
                  json.formatted(tag).getBytes(UTF_8),
                  "Content-Type",
                  "application/json",
                  "Authorization",
                  "Bearer " + tokens.token("writer"));
      assertThat(response.statusCode()).isEqualTo(tag.equals("shop-a") ? 400 : 403);
      assertThat(new String(response.body(), UTF_8))
          .contains(tag.equals("shop-a") ? "invalid_argument" : "permission_denied");
    }
  }

  @Test
  void refusal_hasABodyOnlyWhereItHarmsNoBuild() {
    for (String[] headers : List.of(new String[] {"X", "y"}, tokens.bearer("shop"))) {
      HttpResponse<byte[]> response = tokens.api().get("/profile/pay", headers);
      assertThat(response.statusCode()).isIn(401, 403);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "X-Pgohub-Problem")).contains("token");
    }
    HttpResponse<byte[]> json = tokens.api().get("/api/v1/tags/pay", tokens.bearer("shop"));
    assertThat(header(json, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(reason(json)).isEqualTo("forbidden");
    assertThat(new String(json.body(), UTF_8)).contains("the token shop may not read tag pay");
  }

  @Test
  void tags_areThoseThatATokenMayRead() {
    for (String[] expected :
        new String[][] {
          {"shop", "shop-a", "shop-a-secret", "shop-b"},
          {"one", "shop-a"},
          {"reader", "pay", "shop-a", "shop-a-secret", "shop-b"}
        }) {
      Set<String> found = new TreeSet<>();
      String next = "";
      do {
        String page = text("/api/v1/tags?limit=1&after=" + next, expected[0]);
        Set.of(expected).stream().filter(t -> page.contains("\"" + t + "\"")).forEach(found::add);
        next =
            page.contains("\"next\"") ? page.replaceAll("(?s).*\"next\":\"([^\"]*)\".*", "$1") : "";
        assertThat(next).as(page).isIn((Object[]) (("," + String.join(",", expected)).split(",")));
      } while (!next.isEmpty());
      assertThat(found)
          .containsExactly(List.of(expected).subList(1, expected.length).toArray(String[]::new));
    }
    assertThat(text("/api/v1/tags?after=a", "shop")).contains("shop-a").doesNotContain("pay");
    assertThat(text("/api/v1/tags?q=pay", "shop")).doesNotContain("pay\"");
  }

  private static String text(String path, String token) {
    return new String(tokens.api().get(path, tokens.bearer(token)).body(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/profile/shop-a/..%2fpay",
        "/profile/shop-a/../pay",
        "/profile/shop-a;/../pay",
        "/profile/pay;shop-a",
        "//profile/pay",
        "/profile//pay",
        "/profile/pay/",
        "/profile/%70ay",
        "/profile/shop-a%2f..%2fpay",
        "/profile/pay%00shop-a",
        "/PROFILE/pay",
        "/api/v1/tags/shop-a/%2e%2e/pay",
        "/actuator/health/readiness/../../prometheus",
        "/page/..%2f..%2factuator%2fprometheus",
        "/page/%2e%2e/actuator/prometheus",
        "/actuator/health/readiness;/../../prometheus",
      })
  void path_thatIsWrittenOtherwise_isNoWayAround(String path) throws Exception {
    try (Socket socket = tokens.api().connect()) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
              + tokens.token("shop")
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(UTF_8));
      String answer = RunningApi.readAll(socket.getInputStream());
      assertThat(answer).matches("(?s)HTTP/1.1 40[0134].*").doesNotContain("pgohub_store");
    }
  }

  @Test
  void basic_withTheTokenAsPassword_isTaken() {
    String password = tokens.token("shop");
    assertThat(get("Authorization", TokenApi.basic("anybody", password))).isEqualTo(200);
    assertThat(get("Authorization", "bearer  " + password + " ")).isEqualTo(200);
    assertThat(get("Authorization", "Digest " + password)).isEqualTo(401);
  }

  private static int get(String... headers) {
    return tokens.api().get("/profile/shop-a", headers).statusCode();
  }

  @Test
  void tokens_thatAreNotKnown_areSoonToldToWait_andCounted() {
    int refused = 0;
    HttpResponse<byte[]> last = null;
    for (int i = 0; i < 40; i++) {
      String wrong = i % 2 == 0 ? "Bearer canary-" + i : "Basic !";
      last = tokens.api().get("/api/v1/tags", "Authorization", wrong);
      refused += last.statusCode() == 401 ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 30);
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(reason(last)).isEqualTo("rate_limited");
    assertThat(header(last, "Retry-After")).matches("[12]");
    // One that is known is not kept out by others behind the same address.
    assertThat(get(tokens.bearer("shop"))).isEqualTo(200);
    String metrics = text("/actuator/prometheus", "reader");
    assertThat(metrics)
        .contains("pgohub_access_refused_total{reason=\"bad_token\"}")
        .contains("pgohub_access_refused_total{reason=\"rate_limited\"}")
        .doesNotContain("canary", tokens.token("reader"), tokens.token("shop"));
  }

  @Test
  void generation_isNotForCachesOfOthers() {
    String path = "/profile/shop-a@sha256:" + TokenApi.SHOP_A.digest().hex();
    HttpResponse<byte[]> response = tokens.api().get(path, tokens.bearer("shop"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    String other = "/profile/pay@sha256:" + TokenApi.PAY.digest().hex();
    assertThat(tokens.api().get(other, tokens.bearer("shop")).statusCode()).isEqualTo(403);
  }

  @Test
  void headerFields_areThoseOfAllAnswers() {
    HttpResponse<byte[]> response = tokens.api().get("/api/v1/tags");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Content-Security-Policy")).contains("default-src 'none'");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
  }
}
