package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 257, 258, 259, 1 << 14, (1 << 14) + 1, 70_000, 400_000})
  void compress_degenerateInputs_comeBack(int length) throws Exception {
    byte[] input = new byte[length];
    assertComesBack(input, length);
    for (int period : new int[] {2, 3, 255, 256, 32_767, 32_768, 32_769}) {
      for (int i = 0; i < length; i++) {
        input[i] = (byte) (i % period % 251);
      }
      assertComesBack(input, length);
    }
    new Random(length).nextBytes(input);
    byte[] compressed = assertComesBack(input, length);
    assertThat(compressed.length).isLessThanOrEqualTo(length + 5 * (length / 8_000 + 2));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void compress_mixedInputs_comeBack(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] input = new byte[random.nextInt(300_000)];
    for (int at = 0; at < input.length; ) {
      int length = Math.min(input.length - at, 1 + random.nextInt(random.nextBoolean() ? 9 : 3000));
      if (at > 0 && random.nextInt(3) > 0) {
        int from = random.nextInt(at);
        for (int i = 0; i < length; i++) {
          input[at + i] = input[from + i];
        }
      } else {
        int values = 1 + random.nextInt(256);
        for (int i = 0; i < length; i++) {
          input[at + i] = (byte) random.nextInt(values);
        }
      }
      at += length;
    }
    assertComesBack(input, random.nextInt(input.length + 1));
    assertComesBack(input, input.length);
  }

  /** Frequencies that grow like Fibonacci's numbers ask for codes longer than are allowed. */
  @Test
  void compress_verySkewedInput_comesBack() throws Exception {
    byte[] input = new byte[1 << 14];
    int at = 0;
    long next = 1;
    long before = 1;
    for (int symbol = 0; at < input.length; symbol++) {
      for (long i = 0; i < before && at < input.length; i++) {
        input[at++] = (byte) symbol;
      }
      long sum = before + next;
      before = next;
      next = sum;
    }
    Random random = new Random(5);
    for (int i = input.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      byte swap = input[i];
      input[i] = input[j];
      input[j] = swap;
    }
    assertComesBack(input, input.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "real/gpprof-large.cpu.pprof",
        "real/datadog-grpc-anon.pprof",
        "real/basecamp-cli-default.pgo",
        "real/gdu-default.pgo",
        "fleet/apiserver/expected/edges.txt",
        "fleet/apiserver/002.pprof",
        "fleet/gocompile/expected/merged.pprof"
      })
  void compress_realInputs_areAsSmallAsByZlib(String file) throws Exception {
    byte[] input = Corpus.bytes(file);
    if (Gunzip.isGzip(input)) {
      Gunzip gunzip = new Gunzip(64 << 20);
      input = Arrays.copyOf(gunzip.bytes(), gunzip.inflate(input));
    }

    byte[] compressed = assertComesBack(input, input.length);

    assertThat(compressed.length).isLessThanOrEqualTo(zlib(input).length * 105 / 100);
  }

  /** These bytes are promised: whoever changes them changes every served digest. */
  @ParameterizedTest
  @CsvSource({
    "apiserver, a64fb370d767fc3e, ebc90eb8cccd18ab",
    "gocompile, 683af89db347ea92, 4bcec55dce37e490",
    "jsonbench, 3e09db0dd64c2ed3, b3ab85ced83bd63c"
  })
  void canonicalBytes_ofAFleet_areTheSameEverywhere(String fleet, String pgo, String stacks)
      throws Exception {
    Tally tally = Tally.of(Corpus.runs(fleet));

    assertThat(sha256(CanonicalWriter.defaultPgo(tally))).startsWith(pgo);
    assertThat(sha256(CanonicalWriter.stacks(tally))).startsWith(stacks);
  }

  @Test
  void compress_aSentence_isTheSameEverywhere() throws Exception {
    byte[] input = "a merge is a sum, a sum is a merge".getBytes(UTF_8);

    assertThat(HexFormat.of().formatHex(assertComesBack(input, input.length)))
        .isEqualTo("4b54c84d2d4a4f55c82c564854282ecdd58150103e580a00");
  }

  private static byte[] assertComesBack(byte[] input, int length) throws Exception {
    ByteSink out = new ByteSink(16);
    Deflate.compress(input, length, out);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(out.array(), 0, out.size());
      byte[] output = new byte[length + 1];
      int size = 0;
      for (int count; (count = inflater.inflate(output, size, output.length - size)) > 0; ) {
        size += count;
      }
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getRemaining()).isZero();
      assertThat(size).isEqualTo(length);
      assertThat(Arrays.mismatch(output, 0, length, input, 0, length)).isEqualTo(-1);
    } finally {
      inflater.end();
    }
    return out.toBytes();
  }

  private static byte[] zlib(byte[] input) {
    Deflater deflater = new Deflater(6, true);
    try {
      deflater.setInput(input);
      deflater.finish();
      byte[] output = new byte[input.length + 100];
      return Arrays.copyOf(output, deflater.deflate(output));
    } finally {
      deflater.end();
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
