package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {

  private static final Comparator<BucketKey> BUCKETS =
      Comparator.comparing(BucketKey::owner).thenComparingLong(BucketKey::hour);
  private static final Comparator<RunKey> RUNS =
      Comparator.comparing((RunKey key) -> key.group().bucket(), BUCKETS)
          .thenComparing(key -> key.group().cell().id(), Long::compareUnsigned)
          .thenComparing(key -> key.group().kind(), Long::compareUnsigned)
          .thenComparingInt(RunKey::level)
          .thenComparingInt(RunKey::slot)
          .thenComparingInt(RunKey::chunk);

  @Test
  void tagMode_encoded_isReadBack() {
    for (TagMode key : owners()) {
      assertThat(TagMode.parse(key.toBytes())).isEqualTo(key);
    }
  }

  @Test
  void tagMode_encoded_hasTheOrderOfTagsAndModes() {
    List<TagMode> keys = new ArrayList<>(owners());
    Collections.shuffle(keys, new Random(7));
    keys.sort((a, b) -> Arrays.compareUnsigned(a.toBytes(), b.toBytes()));
    assertThat(keys).isSorted();
  }

  @Test
  void tagMode_prefix_isOfItsTagOnly() {
    for (TagMode key : owners()) {
      for (TagMode other : owners()) {
        byte[] prefix = TagMode.prefixOf(other.tag());
        boolean begins = Arrays.equals(prefix, Arrays.copyOf(key.toBytes(), prefix.length));
        assertThat(begins).isEqualTo(key.tag().equals(other.tag()));
      }
    }
  }

  @Test
  void runKey_encoded_isReadBack() {
    for (RunKey key : runKeys()) {
      assertThat(RunKey.parse(key.toBytes())).isEqualTo(key);
      assertThat(GroupKey.parse(key.toBytes())).isEqualTo(key.group());
      assertThat(BucketKey.parse(key.toBytes())).isEqualTo(key.group().bucket());
      assertThat(RunKey.isFirstChunk(key.toBytes())).isEqualTo(key.chunk() == 0);
    }
  }

  @Test
  void runKey_encoded_hasTheLogicalOrder() {
    List<RunKey> keys = new ArrayList<>(runKeys());
    Collections.shuffle(keys, new Random(7));
    keys.sort((a, b) -> Arrays.compareUnsigned(a.toBytes(), b.toBytes()));
    assertThat(keys).isSortedAccordingTo(RUNS);
  }

  @Test
  void runKey_encoded_followsItsGroupAndStaysWithinTheBoundsOfItsLevel() {
    for (RunKey key : runKeys()) {
      byte[] bytes = key.toBytes();
      assertThat(Arrays.compareUnsigned(key.group().toBytes(), bytes)).isNegative();
      byte[] first = RunKey.firstOf(key.group(), key.level());
      assertThat(Arrays.compareUnsigned(first, bytes)).isNotPositive();
      byte[] last = RunKey.lastOf(key.group(), key.level());
      assertThat(Arrays.compareUnsigned(bytes, last)).isNotPositive();
    }
  }

  @Test
  void bucketKey_ofATime_isItsHour() {
    TagMode owner = owner("a", "");
    assertThat(BucketKey.at(owner, 3_599_999_999_999L).hour()).isZero();
    assertThat(BucketKey.at(owner, 3_600_000_000_000L).hour()).isEqualTo(1);
    assertThat(BucketKey.at(owner, Long.MAX_VALUE).hour()).isEqualTo(2_562_047);
    assertThatThrownBy(() -> new BucketKey(owner, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static TagMode owner(String tag, String mode) {
    return new TagMode(ProfileTag.of(tag), ProfileMode.of(mode));
  }

  private static List<TagMode> owners() {
    List<TagMode> owners = new ArrayList<>();
    for (String tag : List.of("A", "a", "a-b", "a.b", "a0", "ab", "b", "z".repeat(128))) {
      for (String mode : List.of("", "0", "batch", "serve", "serve.x")) {
        owners.add(owner(tag, mode));
      }
    }
    return owners;
  }

  private static List<RunKey> runKeys() {
    List<RunKey> keys = new ArrayList<>();
    for (TagMode owner : List.of(owner("a", ""), owner("a", "x"), owner("a.b", ""))) {
      for (long hour : new long[] {0, 255, 256, 480_000, 2_562_047}) {
        for (int level : new int[] {0, 1, 21}) {
          for (int slot : new int[] {0, 1, 6, 127}) {
            for (int chunk : new int[] {0, 1, 256, Integer.MAX_VALUE}) {
              BucketKey bucket = new BucketKey(owner, hour);
              keys.add(new RunKey(new GroupKey(bucket, new Cell(0), -1), level, slot, chunk));
              keys.add(new RunKey(new GroupKey(bucket, new Cell(-3), 5), level, slot, chunk));
            }
          }
        }
      }
    }
    return keys;
  }
}
