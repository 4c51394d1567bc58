package dev.pgohub.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The two ports of a broker: one for clients, one for its own controller. */
record LoopbackPorts(int client, int controller) {

  static final String HOST = "127.0.0.1";
  private static final byte[] ADDRESS = {127, 0, 0, 1};

  /**
   * Checks that a port is free, or finds a free one. Nothing keeps it free until it is used.
   *
   * @param wanted the clients' port; 0 for any
   */
  static LoopbackPorts find(int wanted) {
    try (ServerSocket client = listen(wanted);
        ServerSocket controller = listen(0)) {
      return new LoopbackPorts(client.getLocalPort(), controller.getLocalPort());
    } catch (IOException e) {
      throw new BrokerStartException(
          wanted == 0
              ? "no free port on " + HOST + " for the Kafka broker: " + e.getMessage()
              : "the Kafka port " + wanted + " on " + HOST + " is taken: " + e.getMessage(),
          e);
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(HOST, ADDRESS), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
