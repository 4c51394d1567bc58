package dev.pgohub.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The images, from a producer to a build, where a Docker engine answers. */
class ContainersIT {

  private static final Pattern SAMPLES =
      Pattern.compile("dropped=0, failed=0, pending=0, samples=([0-9]+)");

  @Test
  void brokerRestartedAndMergerKilled_everyFragmentCountsOnce() throws Exception {
    assumeThat(Containers.missing()).as("what containers need").isEmpty();
    Fleet fleet = Fleet.of("jsonbench");
    List<byte[]> fragments = fleet.fragments();
    int third = fragments.size() / 3;
    try (Containers containers = new Containers()) {
      containers.start();
      HubClient client = new HubClient(containers.url());
      try {
        postAll(client, fragments.subList(0, third));
        containers.restartBroker();
        postAll(client, fragments.subList(third, 2 * third));
        CompletableFuture<String> example =
            CompletableFuture.supplyAsync(() -> containers.runExample(8));
        containers.killMerger();
        postAll(client, fragments.subList(2 * third, fragments.size()));
        // Whoever is not sure sends again.
        postAll(client, fragments);

        HttpResponse<byte[]> served = client.awaitWeight("jsonbench", fleet.weight());
        var run = new FragmentReader(ProfileLimits.DEFAULTS).read(served.body()).run();
        assertThat(ProfileText.edges(Tally.of(List.of(run)))).isEqualTo(fleet.edges());

        Matcher sent = SAMPLES.matcher(example.get());
        assertThat(sent.find()).as(example.get()).isTrue();
        client.awaitWeight("checkout", Long.parseLong(sent.group(1)));
      } catch (AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + containers, e);
      }
    }
  }

  /** Sends each again until it is acknowledged, as a sender does while the broker is away. */
  private static void postAll(HubClient client, List<byte[]> fragments) throws Exception {
    Instant deadline = Instant.now().plusSeconds(90);
    for (byte[] fragment : fragments) {
      HttpResponse<String> answer = client.post("jsonbench", fragment);
      while (answer.statusCode() == 503) {
        assertThat(Instant.now()).as(answer.body()).isBefore(deadline);
        Thread.sleep(100);
        answer = client.post("jsonbench", fragment);
      }
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
