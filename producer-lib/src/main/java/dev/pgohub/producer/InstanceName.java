package dev.pgohub.producer;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names this run of the service when it has no name of its own. */
final class InstanceName {

  private static final int BOOT_CHARS = 8;

  private InstanceName() {}

  /** The host's name and the first characters of the boot id. May ask the name service. */
  static String of(String bootId) {
    return hostName() + "-" + bootId.substring(0, BOOT_CHARS);
  }

  private static String hostName() {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = System.getenv(variable);
      if (name != null && !name.isBlank()) {
        return name.strip();
      }
    }
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (IOException unknown) {
        return "unknown";
      }
    }
  }
}
