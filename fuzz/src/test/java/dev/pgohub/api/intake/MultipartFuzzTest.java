package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.api.problem.HttpProblem;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A form has its part, or is refused. */
class MultipartFuzzTest {

  private static final String BOUNDARY = "xx";

  static Stream<byte[]> forms() {
    return Stream.of(
            "--xx\r\nContent-Disposition: form-data; name=\"cpu_profile\"; filename=\"a\"\r\n\r\n"
                + "body\r\n--xx--\r\n",
            "before\r\n--xx \r\nContent-Disposition: form-data; name=profile\r\n"
                + "Content-Type: text/plain\r\n\r\n\r\n--xx\r\n\r\nx\r\n--xx--",
            "--xx\r\ncontent-disposition: form-data; filename*=UTF-8''%e2%82%ac\r\n\r\n\r\n--xx--")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("forms")
  @FuzzTest
  void multipart(byte[] body) {
    try {
      byte[] part = MultipartBody.part(body, BOUNDARY, MultipartBody.PROFILE);
      assertThat(part.length).isLessThan(body.length);
    } catch (HttpProblem e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
