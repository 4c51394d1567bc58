package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import java.util.Optional;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent's profile is converted, or refused with a reason. */
class AgentProfileFuzzTest {

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);

  @MethodSource("dev.pgohub.fuzz.Seeds#rawProfiles")
  @FuzzTest
  void agentProfile(byte[] pprof) {
    try {
      Optional<byte[]> cpu = AgentProfile.read(pprof).cpu();
      if (cpu.isPresent()) {
        assertThat(reader.read(cpu.get()).weight()).isPositive();
      }
    } catch (InvalidProfileException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
