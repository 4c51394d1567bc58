package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A name server that knows SRV records and nothing else. */
public final class DnsServer implements AutoCloseable {

  private static final int SRV = 33;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;
  private final Map<String, List<Integer>> portsByName = new ConcurrentHashMap<>();

  DnsServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(this::serve, "dns");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets a name stand for ports of this machine. */
  public void put(String name, List<Integer> ports) {
    portsByName.put(name, ports);
  }

  String url() {
    return "dns://127.0.0.1:" + socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket question = new DatagramPacket(buffer, buffer.length);
        socket.receive(question);
        byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
      } catch (IOException e) {
        // closed, or a packet that nobody waits for
      }
    }
  }

  private byte[] answer(byte[] question) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = 12;
    for (int length = question[at]; length > 0; length = question[at]) {
      name.append(name.length() == 0 ? "" : ".");
      name.append(new String(question, at + 1, length, US_ASCII));
      at += length + 1;
    }
    List<Integer> ports = portsByName.get(name.toString().toLowerCase(Locale.ROOT));
    var bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(question, 0, 2);
    out.writeShort(0x8400 | (ports == null ? NO_SUCH_NAME : 0));
    out.writeShort(1);
    out.writeShort(ports == null ? 0 : ports.size());
    out.writeInt(0);
    out.write(question, 12, at + 5 - 12);
    for (int port : ports == null ? List.<Integer>of() : ports) {
      out.writeShort(0xc00c); // the name of the question
      out.writeShort(SRV);
      out.writeShort(1);
      out.writeInt(1);
      byte[] host = {9, 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't', 0};
      out.writeShort(6 + host.length);
      out.writeShort(0);
      out.writeShort(0);
      out.writeShort(port);
      out.write(host);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
