package dev.pgohub.faults;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static List<Sample> samples(long seed, int count) {
    Plan plan = new Plan(seed, count);
    List<Sample> samples = new ArrayList<>();
    while (plan.next().map(samples::add).isPresent()) {
      // Until that was all.
    }
    return samples;
  }

  @Test
  void everyKind_isThere_andAsManyAsAskedFor() {
    List<Sample> samples = samples(1, 1000);
    assertThat(samples).hasSize(1000);
    assertThat(samples.stream().collect(groupingBy(Sample::kind)).keySet())
        .containsExactlyInAnyOrder(Kind.values());
    assertThat(samples.stream().map(Sample::id).distinct()).hasSize(1000);
  }

  @Test
  void sameSeed_givesTheSameFragments() {
    List<Sample> first = samples(2, 200);
    List<Sample> second = samples(2, 200);
    for (int i = 0; i < first.size(); i++) {
      assertThat(first.get(i).kind()).isEqualTo(second.get(i).kind());
      assertThat(first.get(i).reason()).isEqualTo(second.get(i).reason());
      assertThat(first.get(i).byKafka()).isEqualTo(second.get(i).byKafka());
    }
  }

  @Test
  void damagedProfile_isRefusedForTheReasonThatIsExpected() throws InvalidProfileException {
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
    for (Sample sample : samples(3, 500)) {
      if (sample.kind() == Kind.CORRUPT) {
        assertThat(sample.reason()).isNotEmpty();
      } else {
        assertThat(reader.read(sample.pprof()).weight()).isPositive();
      }
    }
  }
}
