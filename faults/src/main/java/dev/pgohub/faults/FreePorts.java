package dev.pgohub.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Ports that are free and stay so while their process is away: they lie below those that the system
 * gives to connections, so that no client connects to itself. Not thread-safe.
 */
final class FreePorts {

  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;
  private static final int TRIES = 1000;

  // Not drawn by the seed: two runs at the same time must not take the same ones.
  private final Random random = new Random();
  private final Set<Integer> taken = new HashSet<>();

  /**
   * A port of 127.0.0.1 that was not given before.
   *
   * @throws IOException when none is found
   */
  int next() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = LOWEST + random.nextInt(COUNT);
      if (isFree(port) && taken.add(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + LOWEST + " to " + (LOWEST + COUNT));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
