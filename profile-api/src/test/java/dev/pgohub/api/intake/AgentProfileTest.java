package dev.pgohub.api.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.api.Corpus;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.InvalidReason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgentProfileTest {

  private static final String[] NODE = {"samples/count", "wall/nanoseconds", "cpu/nanoseconds"};

  @Test
  void cpu_wallBesideCpuTime_countsCpuTime() throws InvalidProfileException {
    byte[] cpu = AgentProfile.read(WallProfile.gzip(NODE)).cpu().orElseThrow();
    assertThat(Stacks.of(cpu)).startsWith("3\t").contains("50\t").doesNotContain("idle");
  }

  @Test
  void cpu_cpuTimeAlone_isDividedByThePeriod() throws InvalidProfileException {
    byte[] cpu = AgentProfile.read(WallProfile.gzip("cpu/nanoseconds")).cpu().orElseThrow();
    assertThat(Stacks.of(cpu)).contains("50\t");
  }

  @Test
  void cpu_ofAGoProfile_hasTheSameStacks() throws InvalidProfileException {
    byte[] go = Corpus.cpuProfile();
    byte[] cpu = AgentProfile.read(go).cpu().orElseThrow();
    assertThat(Stacks.of(cpu)).isEqualTo(Stacks.of(go));
  }

  @Test
  void cpu_withoutCpuTime_isEmpty() throws InvalidProfileException {
    assertThat(AgentProfile.read(WallProfile.gzip("wall/nanoseconds")).cpu()).isEmpty();
    AgentProfile heap = AgentProfile.read(Corpus.read("real/parca-alloc_space_delta.pb.gz"));
    assertThat(heap.cpu()).isEmpty();
    assertThat(ProfileKind.of(heap.valueTypes())).isEqualTo(ProfileKind.MEMORY);
  }

  @Test
  void read_tooLarge_isRefused() {
    assertThatThrownBy(() -> AgentProfile.read(Gzip.deflated(new byte[17 << 20])))
        .isInstanceOfSatisfying(
            InvalidProfileException.class,
            e -> assertThat(e.reason()).isEqualTo(InvalidReason.TOO_LARGE));
    byte[] manyStrings = new byte[500_000];
    for (int i = 0; i < manyStrings.length; i += 2) {
      manyStrings[i] = 6 << 3 | 2;
    }
    assertThatThrownBy(() -> AgentProfile.read(manyStrings))
        .isInstanceOf(InvalidProfileException.class);
  }

  @Test
  void read_damagedAnywhere_isReadOrRefused() {
    byte[] raw = Corpus.inflate(WallProfile.gzip(NODE));
    Random random = new Random(20261126);
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = Arrays.copyOf(raw, raw.length - random.nextInt(3));
      for (int i = random.nextInt(3); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        AgentProfile.read(damaged).cpu();
      } catch (InvalidProfileException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
