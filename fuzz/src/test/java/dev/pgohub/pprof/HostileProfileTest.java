package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.fuzz.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Profiles made to exhaust or confuse: each is refused with a reason or read, in a heap of a
 * quarter of a gigabyte, and the same reader goes on.
 */
class HostileProfileTest {

  private static final int MIB = 1 << 20;
  private static final long[] EXTREMES = {
    0, 2, 127, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1
  };

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);

  /** The reason, or ok; the reader then still reads what is right. */
  private String result(byte[] pprof) {
    String result = reason(pprof);
    assertThat(reason(Wire.cpu().message(Wire.SAMPLE, Wire.sample(5, 1, 1)).toBytes()))
        .isEqualTo("ok");
    return result;
  }

  private String reason(byte[] pprof) {
    try {
      Tally.of(List.of(reader.read(pprof).run())).limitStacks(100);
      return "ok";
    } catch (InvalidProfileException e) {
      assertThat(e.getMessage()).isNotBlank();
      return e.reason().code();
    }
  }

  @Test
  void corpus_cutAtEveryByte_isRefused() {
    Seeds.profiles()
        .filter(profile -> profile.length < 2_500)
        .forEach(
            profile -> {
              for (int length = 0; length < profile.length; length++) {
                assertThat(reason(Arrays.copyOf(profile, length))).isNotEqualTo("ok");
              }
            });
    byte[] raw = Seeds.raw(Seeds.bytes("fleet/gocompile/034.pprof"));
    for (int length = 0; length < raw.length; length++) {
      reason(Arrays.copyOf(raw, length)); // at the end of a sample, it may be a profile
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void corpus_withFlippedBits_isReadOrRefused(long seed) {
    Random random = new Random(seed);
    List<byte[]> profiles = Seeds.rawProfiles().toList();
    for (int round = 0; round < 4_000; round++) {
      byte[] flipped = profiles.get(random.nextInt(profiles.size())).clone();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      assertThat(reason(flipped)).as("seed %d, round %d", seed, round).isNotBlank();
    }
  }

  @Test
  void numbersAtTheirExtremes_areReadOrRefused_danglingOnesRefused() {
    for (long extreme : EXTREMES) {
      for (int field = 1; field <= 5; field++) {
        byte[] numbers = Wire.numbers(1, 7, 2, 3, field, extreme);
        assertThat(result(Wire.cpu().message(Wire.FUNCTION, numbers).toBytes())).isNotBlank();
        assertThat(result(Wire.cpu().message(Wire.LOCATION, numbers).toBytes())).isNotBlank();
        assertThat(result(Wire.cpu().bytes(Wire.numbers(8 + field, extreme)).toBytes()))
            .isNotBlank();
      }
      assertThat(result(Wire.cpu().message(Wire.SAMPLE, Wire.sample(1, extreme, 1)).toBytes()))
          .isEqualTo("malformed");
      assertThat(
              result(Wire.cpu().message(Wire.FUNCTION, Wire.numbers(1, 7, 2, extreme)).toBytes()))
          .isIn("malformed", "no_samples");
    }
  }

  @Test
  void numbersWithoutAnEnd_areRefused() {
    byte[] endless = new byte[MIB];
    Arrays.fill(endless, (byte) 0x80);
    assertThat(result(Wire.cpu().bytes(endless).toBytes())).isEqualTo("malformed");
    assertThat(result(Wire.cpu().message(Wire.SAMPLE, endless).toBytes())).isEqualTo("malformed");
    byte[] length = Wire.cpu().bytes(new byte[] {0x12, -1, -1, -1, -1, -1, 7}).toBytes();
    assertThat(result(length)).isEqualTo("truncated");
  }

  @Test
  void nestedGroups_areRefused_howeverDeep() {
    byte[] groups = new byte[MIB];
    Arrays.fill(groups, (byte) (2 << 3 | 3));
    assertThat(result(Wire.cpu().bytes(groups).toBytes())).isEqualTo("malformed");
    assertThat(result(Wire.cpu().message(Wire.SAMPLE, groups).toBytes())).isEqualTo("malformed");
  }

  @Test
  void bombs_stopAtTheLimit() {
    byte[] zeros = new byte[MIB];
    byte[] bomb = Wire.gzip(zeros, 70);
    assertThat(result(bomb)).isEqualTo("too_large");
    bomb[bomb.length - 1] = 0; // it says that it has less than 16 MiB
    assertThat(result(bomb)).isEqualTo("too_large");
    byte[] member = Wire.gzip(zeros, 10);
    Wire members = new Wire();
    for (int i = 0; i < 7; i++) {
      members.bytes(member);
    }
    assertThat(result(members.toBytes())).isEqualTo("too_large");
    byte[] nested = Wire.gzip(Wire.gzip(Wire.gzip(zeros, 8)));
    assertThat(result(nested)).isEqualTo("not_pprof");
  }

  @ParameterizedTest
  @ValueSource(ints = {Wire.SAMPLE, Wire.LOCATION, Wire.FUNCTION, Wire.STRING})
  void millionsOfEmptyEntries_areRefusedBeforeTheyCostMemory(int field) {
    byte[] entries = new byte[MIB];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = (byte) (field << 3 | 2);
    }
    Wire profile = Wire.cpu();
    for (int i = 0; i < 3; i++) {
      profile.bytes(entries);
    }
    assertThat(result(Wire.gzip(profile.toBytes())))
        .isEqualTo(field == Wire.SAMPLE ? "too_many_samples" : "too_large");
  }

  @Test
  void tenMegabyteNames_areRefused_andIgnoredWhereNobodyHasThem() {
    byte[] name = new byte[10 * MIB];
    Arrays.fill(name, (byte) 'x');
    Wire profile = Wire.cpu().message(Wire.STRING, name);
    profile.message(Wire.SAMPLE, Wire.sample(5, 1, 1));
    assertThat(result(profile.toBytes())).isEqualTo("ok");
    profile.message(Wire.FUNCTION, Wire.numbers(1, 2, 2, 5));
    assertThat(result(profile.toBytes())).isEqualTo("name_too_long");
  }

  @Test
  void manyInlinedCallsAtOneLocation_areRefused() {
    byte[] line = Wire.line(1, 12);
    Wire lines = new Wire();
    for (int i = 0; i < 1_001; i++) {
      lines.bytes(line);
    }
    Wire profile = Wire.cpu().message(Wire.LOCATION, Wire.numbers(1, 2), lines.toBytes());
    profile.message(Wire.SAMPLE, Wire.sample(5, 2, 1));
    assertThat(result(profile.toBytes())).isEqualTo("too_large");
  }

  @Test
  void stacksOfFewBytesAndManyFrames_areCut_edgesStay() throws InvalidProfileException {
    Wire profile = Wire.cpu();
    for (int id = 2; id <= 40; id++) {
      Wire lines = new Wire();
      for (int i = 0; i < 500; i++) {
        lines.bytes(Wire.line(1, 12 + (id * i) % 400));
      }
      profile.message(Wire.LOCATION, Wire.numbers(1, id), lines.toBytes());
    }
    int samples = 30_000;
    for (int i = 0; i < samples; i++) {
      profile.message(
          Wire.SAMPLE, Wire.sample(1, 1, 1, 2 + i % 39, 2 + i / 39 % 39, 2 + i / 1521 % 39));
    }
    Tally tally = Tally.of(List.of(reader.read(profile.toBytes()).run()));
    assertThat(tally.stackWeight()).isEqualTo(samples);
  }

  @Test
  void longStacks_areRefused_beforeTheyFillTheHeap() {
    byte[] ids = new byte[1_000];
    Arrays.fill(ids, (byte) 1);
    byte[] sample =
        Wire.field(
            Wire.SAMPLE, new Wire().bytes(Wire.field(1, ids)).bytes(Wire.numbers(2, 1)).toBytes());
    Wire profile = Wire.cpu();
    for (int i = 0; i < 11_000; i++) {
      profile.bytes(sample);
    }
    assertThat(result(profile.toBytes())).isEqualTo("too_large");
  }
}
