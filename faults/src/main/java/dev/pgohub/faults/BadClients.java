package dev.pgohub.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that hold connections of the API: some read a profile a byte at a time, some send half a
 * fragment and then nothing, some say nothing at all. Thread-safe.
 */
final class BadClients implements AutoCloseable {

  private static final int OF_EACH = 3;
  private static final int SLOW_BYTES = 30;
  private static final long PAUSE_MILLIS = 100;

  private final Hub hub;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicLong slow = new AtomicLong();
  private final AtomicLong halfOpen = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /** What one of them does on a connection. */
  private interface Habit {
    void on(Socket socket) throws IOException, InterruptedException;
  }

  /** Lets them come. */
  BadClients(Hub hub) {
    this.hub = hub;
    for (int i = 0; i < OF_EACH; i++) {
      start(this::readSlowly);
      start(this::sendHalf);
      start(this::sayNothing);
    }
  }

  private void start(Habit habit) {
    Thread thread = new Thread(() -> repeat(habit), "bad-client-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void repeat(Habit habit) {
    try {
      while (!stopping.get()) {
        try (Socket socket = new Socket(hub.api().getHost(), hub.api().getPort())) {
          habit.on(socket);
        } catch (IOException e) {
          // The API is away, or has had enough of it.
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // It was only waiting.
    }
  }

  private void readSlowly(Socket socket) throws IOException, InterruptedException {
    slow.incrementAndGet();
    socket.setReceiveBufferSize(1024);
    say(socket, "GET /profile/service-0 HTTP/1.1\r\nHost: hub\r\n\r\n");
    InputStream in = socket.getInputStream();
    for (int i = 0; i < SLOW_BYTES && in.read() >= 0; i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void sendHalf(Socket socket) throws IOException, InterruptedException {
    halfOpen.incrementAndGet();
    say(
        socket,
        "POST /profile/service-0 HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\nnot all of it");
    Thread.sleep(SLOW_BYTES * PAUSE_MILLIS);
  }

  private void sayNothing(Socket socket) throws IOException, InterruptedException {
    halfOpen.incrementAndGet();
    socket.setKeepAlive(false);
    Thread.sleep(SLOW_BYTES * PAUSE_MILLIS);
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Connections on which an answer was read slowly. */
  long slow() {
    return slow.get();
  }

  /** Connections on which less was sent than was announced, or nothing. */
  long halfOpen() {
    return halfOpen.get();
  }

  @Override
  public void close() {
    stopping.set(true);
    threads.forEach(Thread::interrupt);
  }
}
