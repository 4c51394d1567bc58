package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.pgohub.api.problem.HttpProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A push in either of its forms is read, or refused as a bad request. */
class PushFuzzTest {

  static Stream<byte[]> pushes() throws IOException {
    byte[] label = message(1, "service_name", 2, "a");
    byte[] sample = message(1, "profile", 2, "id");
    byte[] series = message(1, ByteString.copyFrom(label), 2, ByteString.copyFrom(sample));
    return Stream.of(
        message(1, ByteString.copyFrom(series), 1, ByteString.copyFrom(series)),
        ("{\"series\":[{\"labels\":[{\"name\":\"service_name\",\"value\":\"a\"}],"
                + "\"samples\":[{\"rawProfile\":\"AAEC\",\"ID\":\"x\"}]}]}")
            .getBytes(UTF_8));
  }

  private static byte[] message(int first, Object one, int second, Object other)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(first, bytes(one));
    out.writeBytes(second, bytes(other));
    out.flush();
    return bytes.toByteArray();
  }

  private static ByteString bytes(Object value) {
    return value instanceof ByteString bytes ? bytes : ByteString.copyFromUtf8(value.toString());
  }

  @MethodSource("pushes")
  @FuzzTest
  void push(byte[] body) {
    refusedOr(() -> PushProto.read(body));
    refusedOr(() -> PushJson.read(body));
  }

  private static void refusedOr(Supplier<PushedProfiles> read) {
    try {
      assertThat(read.get().series()).hasSizeLessThanOrEqualTo(256);
    } catch (HttpProblem e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
