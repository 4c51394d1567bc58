package dev.pgohub.merger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.pprof.ProfileText;
import dev.pgohub.schemas.proto.Fragment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketMergeTest {

  /** The partition was elsewhere for a while, and is back where an old cache lies. */
  @Test
  void cache_ofABucketThatWasFilledAnew_isNotUsed(@TempDir Path dir) {
    MergerSettings settings =
        MergerDriver.plain().withStateDir(dir).with(MergerSetting.KEPT_WINDOW, "0ms");
    try (MergerDriver driver = new MergerDriver(settings)) {
      driver.send(fragment("1", "main.before", Duration.ofHours(5)));
      driver.send(fragment("2", "main.now", Duration.ZERO));
      driver.settle();
      var cache = driver.store(MergerTopology.MERGED_BUCKETS);
      List<KeyValue<byte[], byte[]>> old = new ArrayList<>();
      try (var entries = cache.all()) {
        entries.forEachRemaining(old::add);
      }
      assertThat(old).hasSize(2);
      driver.policy("a", Map.of("window", "2h"));
      driver.settle();
      assertThat(edges(driver)).doesNotContain("main.before");
      driver.policy("a", Map.of());
      driver.send(fragment("3", "main.after", Duration.ofHours(5)));
      cache.putAll(old);
      driver.settle();
      assertThat(edges(driver)).contains("main.after").doesNotContain("main.before");
    }
  }

  private static String edges(MergerDriver driver) {
    return ProfileText.edges(Fleet.tally(driver.latest("a").getDefaultPgo().toByteArray()));
  }

  private static Fragment fragment(String id, String leaf, Duration ago) {
    return Fleet.fragment("a", "", id, TinyProfile.of(leaf, 5)).toBuilder()
        .setStartUnixNanos(TimeUnit.SECONDS.toNanos(MergerDriver.START.minus(ago).getEpochSecond()))
        .build();
  }
}
