package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentPeriodTest {

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);

  /** Only time between two samples says by how much they count. */
  @ParameterizedTest
  @CsvSource({"cpu,nanoseconds,1000000", "cpu,count,0", "cpu,microseconds,0"})
  void periodNanos_isThatOfATime(String type, String unit, long expected) throws Exception {
    byte[] profile =
        new TestProfile()
            .valueType(1, "samples", "count")
            .valueType(11, type, unit)
            .number(12, 1_000_000)
            .function(1, "f", 10)
            .location(1, 1, 1, 12)
            .rawSample(new long[] {3}, 1)
            .bytes();
    assertThat(reader.read(profile).periodNanos()).isEqualTo(expected);
  }
}
