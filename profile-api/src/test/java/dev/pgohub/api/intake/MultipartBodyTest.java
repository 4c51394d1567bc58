package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.problem.HttpProblem;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartBodyTest {

  private static final String FILE = "Content-Disposition: form-data; name=\"f\"; filename=\"x\"";
  private static final String FIELD = "Content-Disposition: form-data; name=\"note\"";

  private static String part(String headers, String content) {
    return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
  }

  private static String profile(String body) {
    return new String(MultipartBody.part(body.getBytes(UTF_8), "b", MultipartBody.PROFILE), UTF_8);
  }

  private static void assertMalformed(String body) {
    assertThatThrownBy(() -> profile(body))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("malformed");
  }

  @Test
  void onlyFile_isTheProfile() {
    assertThat(profile(part(FIELD, "hello") + part(FILE, "PROFILE") + "--b--\r\n"))
        .isEqualTo("PROFILE");
  }

  @Test
  void partNamedCpuProfile_winsOverProfileAndFiles() {
    String named = "Content-Disposition: form-data; name=\"%s\"";
    assertThat(
            profile(
                part(FILE, "file")
                    + part(named.formatted("profile"), "second")
                    + part(named.formatted("cpu_profile"), "first")
                    + "--b--"))
        .isEqualTo("first");
  }

  @Test
  void partNamedProfile_winsOverFiles() {
    String named = "content-type: x/y\r\nCONTENT-DISPOSITION:form-data;name=profile";
    assertThat(profile(part(FILE, "a") + part(FILE, "b") + part(named, "it") + "--b--"))
        .isEqualTo("it");
  }

  @Test
  void anyBytes_comeThroughUnchanged() {
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    String text = new String(content, ISO_8859_1) + "\r\n--a\r\n-- \r\n\r\n";
    byte[] body = (part(FILE, text) + "--b--\r\n").getBytes(ISO_8859_1);
    assertThat(MultipartBody.part(body, "b", MultipartBody.PROFILE))
        .isEqualTo(text.getBytes(ISO_8859_1));
  }

  @Test
  void emptyFile_isEmpty() {
    assertThat(profile(part(FILE, "") + "--b--")).isEmpty();
    assertThat(profile("--b\r\n" + FILE + "\r\n\r\n--b--")).isEmpty();
  }

  @Test
  void textBeforeAndAfter_andBlanksBehindABoundary_arePassedOver() {
    String body = "preamble\r\n--b \t\r\n" + FILE + "\r\n\r\nit\r\n--b--\r\nepilogue\r\n--b";
    assertThat(profile(body)).isEqualTo("it");
  }

  @Test
  void noProfile_saysSo() {
    assertThatThrownBy(() -> profile(part(FIELD, "x") + "--b--"))
        .hasMessageContaining("0 files instead of one");
    assertThatThrownBy(() -> profile(part(FILE, "x") + part(FILE, "y") + "--b--"))
        .hasMessageContaining("2 files instead of one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--b",
        "--b\r\n",
        "--bx\r\n\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\ncut",
        "--b\r\nno end of headers",
        "--b\r\nContent-Disposition: form-data; name=\"\r\n\r\nx\r\n--b--",
        "text without a boundary"
      })
  void malformedBody_isRefused(String body) {
    assertThatThrownBy(() -> profile(body)).isInstanceOf(HttpProblem.class);
  }

  @Test
  void sameNameTwice_isRefused() {
    String named = "Content-Disposition: form-data; name=\"profile\"";
    assertMalformed(part(named, "a") + part(named, "b") + "--b--");
  }

  @Test
  void tooMuchAroundIt_isRefused() {
    assertMalformed(part(FIELD, "x").repeat(17) + "--b--");
    assertMalformed(part("X: " + "y".repeat(9000), "x") + "--b--");
    assertThatThrownBy(() -> MultipartBody.part(new byte[0], null, MultipartBody.PROFILE))
        .hasMessageContaining("boundary");
    assertThatThrownBy(() -> MultipartBody.part(new byte[0], "x".repeat(71), MultipartBody.PROFILE))
        .hasMessageContaining("boundary");
  }
}
