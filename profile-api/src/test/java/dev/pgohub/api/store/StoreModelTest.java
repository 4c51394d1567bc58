package dev.pgohub.api.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any order of records, reopenings and repetitions leaves what the last records say. */
class StoreModelTest {

  private static final int STEPS = 120;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomRecords_leaveWhatTheLastOnesSay(long seed, @TempDir Path dir) throws IOException {
    Random random = new Random(seed);
    Map<ProfileName, Generation> expected = new HashMap<>();
    Map<Integer, Long> offsets = new HashMap<>();
    ProfileStore store = open(dir);
    try {
      for (int step = 1; step <= STEPS; step++) {
        Generation next = generation(random, step);
        Edition edition = random.nextInt(3) == 0 ? Edition.LIVE : Edition.CURRENT;
        ProfileName name = new ProfileName(next.tag(), next.mode(), edition);
        int partition = next.tag().value().charAt(0) % 3;
        boolean deletes = random.nextInt(5) == 0;
        for (Generation.Message message : messages(next, edition, deletes, random)) {
          long offset = offsets.merge(partition, 1L, Long::sum) - 1;
          store.feed().apply(message.topic(), partition, offset, message.key(), message.value());
          if (random.nextInt(10) == 0) {
            store.feed().apply(message.topic(), partition, offset, message.key(), null);
          }
          if (random.nextInt(25) == 0) {
            store.close();
            store = open(dir);
          }
        }
        expected.put(name, next);
        if (deletes) {
          expected.remove(name);
        }
      }
      assertHolds(store, expected);
    } finally {
      store.close();
    }
  }

  private static ProfileStore open(Path dir) {
    ProfileStore store = ProfileStore.open(dir, 4 << 20, 1 << 20, new RejectionLimits(3, 10));
    store.feed().follow(Topic.MERGED, new Origin("c", "t"));
    return store;
  }

  private static Generation generation(Random random, int step) {
    String tag = String.valueOf((char) ('a' + random.nextInt(4)));
    String mode = random.nextBoolean() ? "" : "m" + random.nextInt(2);
    return Generation.of(tag, mode, step, random.nextInt(400_000), random.nextInt(400_000));
  }

  private static List<Generation.Message> messages(
      Generation generation, Edition edition, boolean deletes, Random random) {
    if (deletes) {
      return List.of(generation.tombstone(edition));
    }
    return random.nextBoolean()
        ? List.of(generation.whole(edition))
        : generation.inParts(edition, 1 + random.nextInt(300_000) + 10_000);
  }

  private static void assertHolds(ProfileStore store, Map<ProfileName, Generation> expected)
      throws IOException {
    assertThat(store.profiles()).isEqualTo(expected.size());
    long found =
        store.notes().tags("", "", tag -> true, 100, 100).names().stream()
            .map(ProfileTag::of)
            .mapToLong(
                tag ->
                    store.ofTag(tag, Edition.CURRENT).size()
                        + store.ofTag(tag, Edition.LIVE).size())
            .sum();
    assertThat(found).isEqualTo(expected.size());
    long bytes = 0;
    for (Map.Entry<ProfileName, Generation> entry : expected.entrySet()) {
      Generation generation = entry.getValue();
      try (OpenProfile open = store.open(entry.getKey()).orElseThrow()) {
        var out = new ByteArrayOutputStream();
        open.read(ContentKind.DEFAULT_PGO, out::write);
        open.read(ContentKind.STACKS, out::write);
        assertThat(open.profile().facts()).isEqualTo(generation.facts());
        assertThat(out.size())
            .isEqualTo(generation.defaultPgo().length + generation.stacks().length);
        assertThat(out.toByteArray()).startsWith(generation.defaultPgo());
        bytes += out.size();
      }
    }
    assertThat(store.contentBytes()).isEqualTo(bytes);
  }
}
