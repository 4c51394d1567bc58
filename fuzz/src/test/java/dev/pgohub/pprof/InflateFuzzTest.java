package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.fuzz.Seeds;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** Our inflater takes what the JVM's takes, and gives the same; and gzip around it never breaks. */
class InflateFuzzTest {

  private static final int MAX_BYTES = 1 << 20;
  private static final int GZIP_HEADER = 10;

  private final Inflate inflate = new Inflate(MAX_BYTES);
  private final Gunzip gunzip = new Gunzip(MAX_BYTES);

  static Stream<byte[]> streams() {
    return Seeds.profiles()
        .filter(Gunzip::isGzip)
        .flatMap(gzip -> Stream.of(gzip, Arrays.copyOfRange(gzip, GZIP_HEADER, gzip.length)));
  }

  @MethodSource("streams")
  @FuzzTest
  void inflate(byte[] input) {
    assertThat(ours(input)).isEqualTo(theirs(input));
    try {
      assertThat(gunzip.inflate(input)).isBetween(0, MAX_BYTES);
    } catch (InvalidProfileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private byte @Nullable [] ours(byte[] input) {
    inflate.reset(input, 0);
    try {
      inflate.expand(0);
      return Arrays.copyOf(inflate.bytes(), inflate.size());
    } catch (InvalidProfileException e) {
      return null;
    }
  }

  private static byte @Nullable [] theirs(byte[] input) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(input);
      byte[] output = new byte[MAX_BYTES + 1];
      int size = 0;
      while (!inflater.finished() && size < output.length) {
        int more = inflater.inflate(output, size, output.length - size);
        boolean isStuck = inflater.needsInput() || inflater.needsDictionary();
        if (more == 0 && isStuck && !inflater.finished()) {
          return null;
        }
        size += more;
      }
      return size > MAX_BYTES ? null : Arrays.copyOf(output, size);
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }
}
