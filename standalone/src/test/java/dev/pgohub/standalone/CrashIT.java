package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed in the middle of its work. */
class CrashIT {

  private static final String TAG = "checkout";
  private static final int POSTS = 1_000;
  private static final int POSTS_BEFORE_THE_KILL = 400;
  private static final int SENDERS = 4;
  private static final Map<String, String> SETTINGS = Map.of("PGOHUB_CLIENT_RATE", "0");

  @TempDir Path dir;

  @Test
  void fragments_postedAgainAfterAKill_areCountedOnce() throws Exception {
    List<byte[]> fragments = Fleet.of("jsonbench").fragments();
    long expected = 0;
    for (int i = 0; i < POSTS; i++) {
      expected += Fleet.weight(fragments.get(i % fragments.size()));
    }

    Path data = dir.resolve("data");
    AtomicLong acknowledged = new AtomicLong();
    try (HubProcess hub = HubProcess.start(data, SETTINGS)) {
      HubClient client = new HubClient(hub.awaitReady());
      CountDownLatch untilKill = new CountDownLatch(POSTS_BEFORE_THE_KILL);
      sendAll(
          i -> {
            byte[] fragment = fragments.get(i % fragments.size());
            try {
              if (client.post(TAG, fragment, key(i)).statusCode() == 200) {
                acknowledged.addAndGet(Fleet.weight(fragment));
                untilKill.countDown();
              }
            } catch (IOException e) {
              // The hub is dead; the sender does not know what became of this one.
            }
            return null;
          },
          () -> {
            untilKill.await();
            hub.kill();
            return null;
          });
    }
    assertThat(acknowledged.get()).isPositive().isLessThan(expected);

    try (HubProcess hub = HubProcess.start(data, SETTINGS)) {
      HubClient client = new HubClient(hub.awaitReady());
      client.awaitWeightAtLeast(TAG, acknowledged.get());
      sendAll(
          i -> {
            HttpResponse<String> answer =
                client.post(TAG, fragments.get(i % fragments.size()), key(i));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return null;
          },
          () -> null);
      client.awaitWeight(TAG, expected);
      // Whatever was still under way would show together with one more.
      byte[] last = fragments.get(0);
      assertThat(client.post(TAG, last, "last").statusCode()).isEqualTo(200);
      client.awaitWeight(TAG, expected + Fleet.weight(last));
      assertThat(hub.terminate()).as(hub::toString).isZero();
    }
  }

  private interface Sender {
    Void send(int i) throws Exception;
  }

  private static void sendAll(Sender sender, Callable<Void> meanwhile) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<Void>> sent =
          IntStream.range(0, POSTS).mapToObj(i -> threads.submit(() -> sender.send(i))).toList();
      meanwhile.call();
      for (Future<Void> one : sent) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String key(int i) {
    return "fragment-" + i;
  }
}
