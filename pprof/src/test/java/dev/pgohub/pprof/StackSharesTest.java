package dev.pgohub.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stacks with labels: who looks at them sees the parts, who does not sees what was there before.
 */
class StackSharesTest {

  private static final String LABEL = "build";
  private static final long UNIT = 1 << 10;

  private final TreeMap<String, Tally> parts = new TreeMap<>();
  private final Tally all = new Tally();

  /** Three parts, and something that is nobody's, in so many units of a sample. */
  private void fill(long seed, Scale scale) {
    Random random = new Random(seed);
    for (String name : new String[] {"v1", "v2", "v3", ""}) {
      Tally part = new Tally();
      part.add(Tally.of(RandomProfiles.runs(random, 3)), scale);
      all.add(part, Scale.IDENTITY);
      if (!name.isEmpty()) {
        parts.computeIfAbsent(name, n -> new Tally()).addStacks(part, Scale.IDENTITY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachPart_readByItsLabel_isWhatItWas(long seed) {
    fill(seed, Scale.IDENTITY);
    byte[] written = CanonicalWriter.stacks(all, LABEL, StackShares.of(all, all, 1, parts));
    long told = 0;
    for (var part : parts.entrySet()) {
      LabelChoice choice = new LabelChoice(LABEL, part.getKey());
      assertThat(ProfileText.stacks(read(written, choice)))
          .isEqualTo(ProfileText.stacks(part.getValue()));
      assertThat(choice.weights().keySet()).isEqualTo(parts.keySet());
      assertThat(choice.weights()).containsEntry(part.getKey(), part.getValue().stackWeight());
      told += part.getValue().stackWeight();
    }
    assertThat(told).isLessThan(all.stackWeight());
    LabelChoice every = new LabelChoice(LABEL, null);
    assertThat(read(written, every).stackWeight()).isEqualTo(all.stackWeight());
    assertThat(every.weights()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void all_readWithoutLabels_isTheSame_howeverItWasRounded(long seed) {
    fill(seed, new Scale(UNIT * 3, 7));
    Tally samples = new Tally();
    samples.add(all, new Scale(1, UNIT));
    StackShares shares = StackShares.of(samples, all, UNIT, parts);
    byte[] written = CanonicalWriter.stacks(samples, LABEL, shares);
    assertThat(CanonicalWriter.stacks(read(written, null)))
        .isEqualTo(CanonicalWriter.stacks(samples));
    LabelChoice choice = new LabelChoice(LABEL, null);
    read(written, choice);
    for (var part : parts.entrySet()) {
      // Each stack is off by less than a sample.
      assertThat((double) choice.weights().getOrDefault(part.getKey(), 0L))
          .isBetween(
              part.getValue().stackWeight() / (double) UNIT - part.getValue().stackCount(),
              part.getValue().stackWeight() / (double) UNIT + part.getValue().stackCount());
    }
  }

  @Test
  void cutStacks_areSharedAsTheyAreCut() {
    fill(21, Scale.IDENTITY);
    Tally cut = new Tally();
    cut.add(all, Scale.IDENTITY);
    assertThat(cut.limitStacks(20)).isPositive();
    byte[] written = CanonicalWriter.stacks(cut, LABEL, StackShares.of(cut, all, 1, parts));
    assertThat(CanonicalWriter.stacks(read(written, null))).isEqualTo(CanonicalWriter.stacks(cut));
    for (var part : parts.entrySet()) {
      assertThat(read(written, new LabelChoice(LABEL, part.getKey())).stackWeight())
          .isEqualTo(part.getValue().stackWeight());
    }
  }

  @Test
  void whole_isOnePart() {
    fill(31, Scale.IDENTITY);
    byte[] written = CanonicalWriter.stacks(all, LABEL, StackShares.whole("v1"));
    assertThat(ProfileText.stacks(read(written, new LabelChoice(LABEL, "v1"))))
        .isEqualTo(ProfileText.stacks(all));
    assertThat(read(written, new LabelChoice("version", "v1")).isEmpty()).isTrue();
    assertThat(CanonicalWriter.stacks(all, LABEL, StackShares.NONE))
        .isEqualTo(CanonicalWriter.stacks(all));
  }

  @Test
  void moreValuesThanAreTold_areCountedWhereAllAre() {
    TestProfile profile = TestProfile.cpu().function(1, "main.main", 1).location(1, 16, 1, 5);
    for (int i = 0; i <= LabelChoice.MAX_VALUES; i++) {
      profile.labelledSample(LABEL, "v" + i, 2, 1);
    }
    LabelChoice choice = new LabelChoice(LABEL, null);
    assertThat(read(profile.bytes(), choice).stackWeight())
        .isEqualTo(2L * (LabelChoice.MAX_VALUES + 1));
    assertThat(choice.weights()).hasSize(LabelChoice.MAX_VALUES).doesNotContainKey("v1000");
  }

  private static Tally read(byte[] pprof, @Nullable LabelChoice choice) {
    Tally tally = new Tally();
    try {
      new FragmentReader(ProfileLimits.DEFAULTS.withoutStartLines())
          .read(pprof, choice)
          .addTo(tally);
    } catch (InvalidProfileException e) {
      assertThat(e.reason()).isEqualTo(InvalidReason.NO_SAMPLES);
    }
    return tally;
  }
}
