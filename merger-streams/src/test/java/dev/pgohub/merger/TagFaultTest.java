package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.schemas.proto.Fragment;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.Rejection;
import dev.pgohub.schemas.proto.TagStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is damaged, in the stores themselves: what it stops, and what not. */
class TagFaultTest {

  private static final byte[] DAMAGED = {(byte) 0xff, (byte) 0xff, (byte) 0xff};

  private MergerDriver driver;

  @BeforeEach
  void start(@TempDir Path dir) {
    driver = new MergerDriver(dir);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void damagedRun_putsItsTagAside_andIsMadeGoodByTheNextAttempt() throws Exception {
    send("a", "1", 3);
    send("b", "1", 5);
    List<KeyValue<byte[], byte[]>> whole = damage(MergerTopology.RUNS, "a");
    driver.passTime(Duration.ofMillis(25));
    assertThat(driver.latest().keySet()).containsExactly(MergerDriver.key("b", ""));
    TagStatus status = driver.status("a");
    assertThat(status.getFault().getDetail()).contains("IllegalStateException");
    assertThat(status.getFault().getAttempts()).isEqualTo(1);
    assertThat(status.getFragments()).isEqualTo(1);
    assertThat(driver.stats().tagFaults()).isEqualTo(1);

    driver.passTime(Duration.ofMillis(900));
    assertThat(driver.stats().tagFaults()).isEqualTo(1);
    driver.passTime(Duration.ofMillis(200));
    assertThat(driver.stats().tagFaults()).isEqualTo(2);

    whole.forEach(entry -> driver.store(MergerTopology.RUNS).put(entry.key, entry.value));
    send("a", "2", 4);
    driver.settle();
    MergedProfile profile = driver.latest("a");
    assertThat(profile.getFacts().getFragments()).isEqualTo(2);
    assertThat(profile.getDefaultPgo().toByteArray())
        .isEqualTo(Fleet.defaultPgo(TinyProfile.of("main.f", 3), TinyProfile.of("main.f", 4)));
    assertThat(driver.status("a").hasFault()).isFalse();
  }

  @Test
  void damagedRunOfALevelThatIsFull_refusesTheFragment_andTakesItLater() throws Exception {
    for (int i = 1; i < Runs.FAN_IN; i++) {
      send("a", "id" + i, 1);
    }
    driver.settle();
    driver.latest();
    List<KeyValue<byte[], byte[]>> whole = damage(MergerTopology.RUNS, "a");
    Map<String, Map<String, String>> before = contents();

    Fragment eighth = fragment("a", "id8", 1);
    driver.send(eighth);
    Map<String, Map<String, String>> after = contents();
    after.remove(MergerTopology.TAGS); // where the refusal is counted
    before.remove(MergerTopology.TAGS);
    assertThat(after).isEqualTo(before);
    Rejection rejection = driver.rejections().get(0).value;
    assertThat(rejection.getReason()).isEqualTo("internal_error");
    assertThat(rejection.getValue()).isEqualTo(eighth.toByteString());
    send("b", "1", 5);
    driver.passTime(Duration.ofMillis(25));
    assertThat(driver.latest().keySet()).containsExactly(MergerDriver.key("b", ""));

    whole.forEach(entry -> driver.store(MergerTopology.RUNS).put(entry.key, entry.value));
    driver.send(eighth);
    driver.settle();
    assertThat(driver.latest("a").getFacts().getWeight()).isEqualTo(8);
  }

  @Test
  void damagedStateOfATag_refusesItsFragments_andStopsNoOther() throws Exception {
    send("a", "1", 3);
    driver.store(MergerTopology.TAGS).put("a".getBytes(US_ASCII), DAMAGED);
    send("a", "2", 3);
    send("b", "1", 5);
    driver.settle();
    assertThat(driver.latest().keySet()).containsExactly(MergerDriver.key("b", ""));
    assertThat(driver.rejections())
        .extracting(entry -> entry.value.getReason())
        .containsExactly("internal_error");
    assertThat(driver.status("a").getFault().getAttempts()).isPositive();
  }

  private void send(String tag, String id, long weight) {
    driver.send(fragment(tag, id, weight));
  }

  private static Fragment fragment(String tag, String id, long weight) {
    return Fleet.fragment(tag, "", id, TinyProfile.of("main.f", weight));
  }

  /** Damages all runs of a tag; returns what was there. */
  private List<KeyValue<byte[], byte[]>> damage(String name, String tag) {
    KeyValueStore<byte[], byte[]> store = driver.store(name);
    List<KeyValue<byte[], byte[]>> found = new ArrayList<>();
    try (var entries = store.all()) {
      entries.forEachRemaining(
          entry -> {
            if (new String(entry.key, US_ASCII).startsWith(tag + "\0")) {
              found.add(entry);
            }
          });
    }
    assertThat(found).isNotEmpty();
    found.forEach(entry -> store.put(entry.key, DAMAGED));
    return found;
  }

  private Map<String, Map<String, String>> contents() {
    Map<String, Map<String, String>> contents = new TreeMap<>();
    for (String name :
        List.of(
            MergerTopology.RUNS,
            MergerTopology.BUCKETS,
            MergerTopology.INSTANCES,
            MergerTopology.TAGS)) {
      Map<String, String> of = new TreeMap<>();
      try (var entries = driver.store(name).all()) {
        entries.forEachRemaining(
            entry ->
                of.put(HexFormat.of().formatHex(entry.key), HexFormat.of().formatHex(entry.value)));
      }
      contents.put(name, of);
    }
    return contents;
  }
}
