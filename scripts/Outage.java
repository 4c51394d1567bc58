import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What {@code scripts/outage} runs: posts, reads and keeps time while a command takes something away. */
final class Outage {

  private static final int TAGS = 8;
  private static final long POST_MILLIS = 400;
  private static final long READ_MILLIS = 100;
  private static final long PATIENCE_SECONDS = 180;
  private static final String POLICY =
      "{\"stitch\":\"sum\",\"halfLife\":\"none\",\"window\":\"36500d\",\"maxAge\":\"36500d\","
          + "\"readyWeight\":0,\"gate\":\"always\",\"minSamples\":0,\"minDuration\":\"0s\","
          + "\"minSymbolized\":0,\"maxIdle\":1}";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final AtomicLong sentAgain = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong readAgain = new AtomicLong();
  private final AtomicLong longestPost = new AtomicLong();
  private final AtomicLong longestRead = new AtomicLong();
  private final List<Long> untilServed = Collections.synchronizedList(new ArrayList<>());

  private final byte[] fragment;
  private final List<URI> urls = new ArrayList<>();
  private final List<String> command = new ArrayList<>();
  private long seconds = 60;
  private long at = 15;
  private volatile boolean failed;

  private Outage(String[] args) throws IOException {
    fragment = Files.readAllBytes(Path.of(args[0]));
    int i = 1;
    for (; i + 1 < args.length && args[i].startsWith("--"); i += 2) {
      switch (args[i]) {
        case "--seconds" -> seconds = Long.parseLong(args[i + 1]);
        case "--at" -> at = Long.parseLong(args[i + 1]);
        case "--url" -> urls.add(URI.create(args[i + 1]));
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    command.addAll(List.of(args).subList(i, args.length));
    if (urls.isEmpty()) {
      urls.add(URI.create("http://localhost:8080"));
    }
    if (command.isEmpty() || seconds < 5 || seconds > 3600 || at < 0 || at >= seconds) {
      throw new IllegalArgumentException("a COMMAND, 5 to 3600 seconds, and a moment before their end");
    }
  }

  public static void main(String[] args) throws Exception {
    Outage outage;
    try {
      outage = new Outage(args);
    } catch (IllegalArgumentException e) {
      System.err.println("scripts/outage: " + e.getMessage() + "; see --help");
      System.exit(2);
      return;
    }
    System.exit(outage.run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < TAGS; i++) {
      tags.add(new Tag("outage-" + run + "-" + i));
    }
    System.err.println("waiting until " + TAGS + " tags have a profile");
    for (Tag tag : tags) {
      tag.begin();
    }
    System.err.println("posting for " + seconds + " s");
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (Tag tag : tags) {
      threads.add(new Thread(() -> tag.post(begin + seconds * 1_000_000_000L)));
      threads.add(new Thread(() -> tag.read(begin + (seconds + PATIENCE_SECONDS) * 1_000_000_000L)));
    }
    for (Thread thread : threads) {
      thread.setUncaughtExceptionHandler(
          (of, e) -> {
            System.err.println(e.getMessage());
            failed = true;
          });
      thread.start();
    }
    Thread.sleep(at * 1000);
    System.err.println(String.join(" ", command));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    for (Thread thread : threads) {
      thread.join();
    }
    // What counted twice may show late.
    Thread.sleep(3000);
    for (Tag tag : tags) {
      tag.lookAgain();
    }
    return report(tags) && code == 0 && !failed;
  }

  private boolean report(List<Tag> tags) {
    List<Long> times = new ArrayList<>(untilServed);
    Collections.sort(times);
    boolean exact = tags.stream().allMatch(Tag::isExact);
    System.out.printf(
        Locale.ROOT,
        "posted %d fragments, sent again %d times, longest until acknowledged %.1f s%n"
            + "acknowledged to served: p50 %.2f s, p99 %.1f s, longest %.1f s%n"
            + "read %d times, asked again %d times, longest until answered %.1f s%n"
            + "weights: %s%n",
        tags.stream().mapToLong(tag -> tag.acknowledged).sum(),
        sentAgain.get(),
        longestPost.get() / 1e9,
        times.get(times.size() / 2) / 1e9,
        times.get(times.size() * 99 / 100) / 1e9,
        times.get(times.size() - 1) / 1e9,
        reads.get(),
        readAgain.get(),
        longestRead.get() / 1e9,
        exact ? "exact" : "WRONG " + tags);
    return exact;
  }

  /** Asks the APIs in turn, beginning with another one each time, until one answers as expected. */
  private HttpResponse<Void> ask(String path, String method, byte[] body, int first, AtomicLong again, AtomicLong longest)
      throws InterruptedException {
    long begin = System.nanoTime();
    for (int i = first; ; i++) {
      URI url = urls.get(i % urls.size()).resolve(path);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url)
              .timeout(Duration.ofSeconds(15))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
      if (method.equals("PUT")) {
        request.header("Content-Type", "application/json");
      } else if (method.equals("POST")) {
        request.header("Content-Type", "application/octet-stream");
      }
      try {
        HttpResponse<Void> answer =
            http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200 || method.equals("HEAD") && answer.statusCode() == 404) {
          longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
          return answer;
        }
        if (answer.statusCode() != 429 && answer.statusCode() < 500) {
          throw new IllegalStateException(url + " answers " + answer.statusCode());
        }
      } catch (IOException e) {
        // The next one may answer.
      }
      if (System.nanoTime() - begin > PATIENCE_SECONDS * 1_000_000_000L) {
        throw new IllegalStateException("nobody answers " + path);
      }
      again.incrementAndGet();
      Thread.sleep(50);
    }
  }

  /** A tag: what was acknowledged of it, and what is served. */
  private final class Tag {

    private final String name;
    private final Deque<Long> waiting = new ArrayDeque<>();
    private long unit;
    private long acknowledged;
    private long weight;
    private boolean posted;

    Tag(String name) {
      this.name = name;
    }

    void begin() throws InterruptedException {
      ask("/api/v1/tags/" + name + "/policy", "PUT", POLICY.getBytes(), 0, new AtomicLong(), new AtomicLong());
      // The policy holds from the next fragment on; it is in another topic, and read beside.
      Thread.sleep(1000);
      ask("/profile/" + name + "?instance=x", "POST", fragment, 0, new AtomicLong(), new AtomicLong());
      acknowledged = 1;
      long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
      while ((unit = served(0)) == 0) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("there is no profile of " + name);
        }
        Thread.sleep(READ_MILLIS);
      }
      weight = unit;
    }

    void post(long end) {
      try {
        for (int i = 0; System.nanoTime() < end; i++) {
          long due = System.nanoTime() + POST_MILLIS * 1_000_000;
          // Another instance makes it another fragment.
          ask("/profile/" + name + "?instance=x" + i, "POST", fragment, i, sentAgain, longestPost);
          synchronized (this) {
            acknowledged++;
            waiting.add(System.nanoTime());
          }
          Thread.sleep(Math.max(1, (due - System.nanoTime()) / 1_000_000));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        synchronized (this) {
          posted = true;
        }
      }
    }

    void read(long end) {
      try {
        for (int i = 0; System.nanoTime() < end; i++) {
          long found = served(i);
          long now = System.nanoTime();
          synchronized (this) {
            // One API may be behind the other.
            weight = Math.max(weight, found);
            while (!waiting.isEmpty() && weight / unit > acknowledged - waiting.size()) {
              untilServed.add(now - waiting.remove());
            }
            if (posted && waiting.isEmpty()) {
              return;
            }
          }
          Thread.sleep(READ_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    synchronized void lookAgain() throws InterruptedException {
      for (int i = 0; i < urls.size(); i++) {
        weight = Math.max(weight, served(i));
      }
    }

    private long served(int first) throws InterruptedException {
      reads.incrementAndGet();
      return ask("/profile/" + name, "HEAD", new byte[0], first, readAgain, longestRead)
          .headers()
          .firstValueAsLong("X-Pgohub-Weight")
          .orElse(0);
    }

    synchronized boolean isExact() {
      return weight == unit * acknowledged;
    }

    @Override
    public synchronized String toString() {
      return name + ": " + acknowledged + " fragments of weight " + unit + ", served " + weight;
    }
  }
}
