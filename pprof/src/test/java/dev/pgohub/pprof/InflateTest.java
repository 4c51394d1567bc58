package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM's own inflater is the judge. */
class InflateTest {

  private static final int MAX_BYTES = 1 << 18;

  private final Inflate inflate = new Inflate(MAX_BYTES);
  private final byte[] output = new byte[1 << 18];

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 9})
  void expand_profilesOfEveryLevel_givesTheirBytes(int level) throws Exception {
    for (String file : new String[] {"fleet/apiserver/002.pprof", "fleet/jsonbench/001.pprof"}) {
      Gunzip gunzip = new Gunzip(MAX_BYTES);
      byte[] bytes = Corpus.bytes(file);
      bytes = Arrays.copyOf(gunzip.bytes(), gunzip.inflate(bytes));
      for (int strategy :
          new int[] {Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY}) {
        byte[] compressed = deflated(bytes, level, strategy);
        assertThat(ours(compressed)).isEqualTo(endAndBytes(compressed.length, bytes, bytes.length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void expand_damagedBytes_acceptsWhatTheJvmAccepts(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 1000; round++) {
      byte[] input = new byte[random.nextInt(400)];
      int values = 1 + random.nextInt(256);
      for (int i = 0; i < input.length; i++) {
        boolean isCopy = i > 40 && random.nextInt(4) > 0;
        input[i] = isCopy ? input[i - 1 - values % 40] : (byte) random.nextInt(values);
      }
      byte[] compressed = deflated(input, random.nextInt(10), Deflater.DEFAULT_STRATEGY);
      for (int i = random.nextInt(4); i > 0; i--) {
        compressed[random.nextInt(Math.min(compressed.length, 90))] ^=
            (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(8) == 0) {
        compressed = Arrays.copyOf(compressed, random.nextInt(compressed.length));
      }
      assertThat(ours(compressed)).as("round %d", round).isEqualTo(theirs(compressed));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void expand_randomBytes_acceptsWhatTheJvmAccepts(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 4000; round++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      assertThat(ours(bytes)).as("round %d", round).isEqualTo(theirs(bytes));
    }
  }

  @Test
  void expand_everyPrefix_saysThatItEndsTooEarly() throws Exception {
    byte[] input = new byte[700];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * i >> 5);
    }
    for (int level : new int[] {0, 6}) {
      byte[] compressed = deflated(input, level, Deflater.DEFAULT_STRATEGY);
      for (int length = 0; length < compressed.length; length++) {
        inflate.reset(Arrays.copyOf(compressed, length), 0);
        InvalidProfileException refusal =
            catchThrowableOfType(InvalidProfileException.class, () -> inflate.expand(0));
        assertThat(refusal.reason()).isEqualTo(InvalidReason.TRUNCATED);
      }
    }
  }

  @Test
  void expand_moreThanTheLimit_isRefused() throws Exception {
    for (int level : new int[] {0, 1, 6}) {
      Inflate small = new Inflate(100_000);
      small.reset(deflated(new byte[100_000], level, Deflater.DEFAULT_STRATEGY), 0);
      small.expand(0);
      assertThat(small.size()).isEqualTo(100_000);

      small.reset(deflated(new byte[100_001], level, Deflater.DEFAULT_STRATEGY), 0);
      InvalidProfileException refusal =
          catchThrowableOfType(InvalidProfileException.class, () -> small.expand(0));
      assertThat(refusal.reason()).isEqualTo(InvalidReason.TOO_LARGE);
    }
  }

  /** Null when it is refused. */
  private byte @Nullable [] ours(byte[] compressed) {
    inflate.reset(compressed, 0);
    try {
      int end = inflate.expand(0);
      return endAndBytes(end, inflate.bytes(), inflate.size());
    } catch (InvalidProfileException e) {
      return null;
    }
  }

  private byte @Nullable [] theirs(byte[] compressed) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(compressed);
      int size = inflater.inflate(output);
      return inflater.finished()
          ? endAndBytes(compressed.length - inflater.getRemaining(), output, size)
          : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private static byte[] endAndBytes(int end, byte[] bytes, int size) {
    return ByteBuffer.allocate(Integer.BYTES + size).putInt(end).put(bytes, 0, size).array();
  }

  private static byte[] deflated(byte[] input, int level, int strategy) {
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setStrategy(strategy);
      deflater.setInput(input);
      deflater.finish();
      byte[] output = new byte[input.length * 2 + 100];
      int size = 0;
      while (!deflater.finished()) { // the first call may but set the strategy
        size += deflater.deflate(output, size, output.length - size);
      }
      return Arrays.copyOf(output, size);
    } finally {
      deflater.end();
    }
  }
}
