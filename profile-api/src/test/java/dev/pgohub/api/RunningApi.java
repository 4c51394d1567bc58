package dev.pgohub.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.store.Generation;
import dev.pgohub.api.store.ProfileStore;
import dev.pgohub.api.store.RejectionLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.context.ConfigurableApplicationContext;

/** The API in this process, on a free port, and a client of it. */
public final class RunningApi implements AutoCloseable {

  /** Where no broker listens. */
  public static final String NO_BROKER = "127.0.0.1:1";

  /** Kept, so that its level is. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  static {
    TOMCAT.setLevel(Level.WARNING);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConfigurableApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private volatile AnswerCheck description;

  private RunningApi(ConfigurableApplicationContext context) {
    this.context = context;
  }

  public static RunningApi start(String bootstrapServers, Path dataDir) {
    return start(bootstrapServers, dataDir, Map.of());
  }

  public static RunningApi start(String bootstrapServers, Path dataDir, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", 0);
    settings.put("pgohub.bootstrap-servers", bootstrapServers);
    settings.put("pgohub.data-dir", dataDir);
    settings.put("pgohub.client-rate", "0B");
    settings.put("pgohub.publish-timeout", "4s");
    settings.putAll(more);
    return new RunningApi(ProfileApiApplication.run(settings));
  }

  /** Puts generations where the API, not running yet, will find them. */
  public static void store(Path dataDir, List<Generation> generations) {
    storeMessages(dataDir, generations.stream().map(Generation::whole).toList());
  }

  /** Puts records where the API, not running yet, will find what they say. */
  public static void storeMessages(Path dataDir, List<Generation.Message> messages) {
    var limits = new RejectionLimits(100, 1000);
    try (var store = ProfileStore.open(dataDir, 4 << 20, 1 << 20, limits)) {
      long offset = 0;
      for (Generation.Message message : messages) {
        store.feed().apply(message.topic(), 0, offset++, message.key(), message.value());
      }
    }
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  public int port() {
    return ProfileApiApplication.port(context);
  }

  public HttpResponse<byte[]> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public HttpResponse<byte[]> head(String path, String... headers) {
    return send(request(path, headers).method("HEAD", HttpRequest.BodyPublishers.noBody()));
  }

  public HttpResponse<byte[]> post(String path, byte[] body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), RunningApi::body);
      description().check(answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The whole body; of one that goes on for ever nothing. */
  private static BodySubscriber<byte[]> body(ResponseInfo answer) {
    boolean goesOn =
        answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    return goesOn
        ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), RunningApi::hangUp)
        : BodySubscribers.ofByteArray();
  }

  private static byte[] hangUp(InputStream body) {
    try (body) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every answer that a test gets this way is held against it. */
  private AnswerCheck description() throws IOException, InterruptedException {
    AnswerCheck known = description;
    if (known == null) {
      HttpRequest request = request("/openapi.json").build();
      known = AnswerCheck.of(client.send(request, BodyHandlers.ofByteArray()).body());
      description = known;
    }
    return known;
  }

  /** A connection on which anything can be said. */
  public Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** What comes until the other side closes, or cuts the connection. */
  public static String readAll(InputStream in) {
    StringBuilder read = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.append((char) next);
      }
    } catch (IOException e) {
      read.append("<cut: ").append(e.getMessage()).append('>');
    }
    return read.toString();
  }

  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Waits until something holds. */
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting until " + what).isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
