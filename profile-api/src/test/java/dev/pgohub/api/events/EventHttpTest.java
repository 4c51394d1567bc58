package dev.pgohub.api.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Those who keep a connection open are told what changes, and there is a limit to them. */
class EventHttpTest {

  private static final int PARTITION = 77;

  private final RunningApi api = SharedApi.get();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void change_isToldToThoseWhoAskForIt_upToALimit() throws Exception {
    try (Stream<String> all = open("").body();
        Stream<String> ofOne = open("?tag=early").body()) {
      Iterator<String> lines = all.iterator();
      change("checkout");
      assertThat(next(lines)).isEqualTo("{\"all\":false,\"tags\":[\"checkout\"]}");
      change("early");
      assertThat(next(lines)).isEqualTo("{\"all\":false,\"tags\":[\"early\"]}");
      assertThat(next(ofOne.iterator())).isEqualTo("{\"all\":false,\"tags\":[\"early\"]}");

      HttpResponse<byte[]> tooMany = api.get("/api/v1/events");
      assertThat(tooMany.statusCode()).isEqualTo(503);
      assertThat(RunningApi.header(tooMany, "Retry-After")).isEqualTo("60");
    }
    assertThat(api.get("/api/v1/events?tag=..").statusCode()).isEqualTo(400);
  }

  private HttpResponse<Stream<String>> open(String query) throws Exception {
    HttpResponse<Stream<String>> answer =
        client.send(
            api.request("/api/v1/events" + query).build(), HttpResponse.BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    return answer;
  }

  /** The same that is known already, said again. */
  private void change(String tag) {
    ProfileStore store = api.bean(ProfileStore.class);
    byte[] status = store.notes().status(ProfileTag.of(tag)).orElseThrow().toByteArray();
    long offset = store.feed().nextOffset(Topic.STATUS, PARTITION);
    store.feed().apply(Topic.STATUS, PARTITION, offset, tag.getBytes(US_ASCII), status);
  }

  private static String next(Iterator<String> lines) {
    List<String> event = new ArrayList<>();
    String line = lines.next();
    while (!line.startsWith("data:")) {
      event.add(line);
      line = lines.next();
    }
    assertThat(event).contains("event:changed");
    return line.substring("data:".length());
  }
}
