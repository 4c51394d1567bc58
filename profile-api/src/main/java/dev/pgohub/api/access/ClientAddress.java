package dev.pgohub.api.access;

import java.util.Arrays;

/**
 * Who counts as one client: an IPv4 address, or the /64 network that an IPv6 host has to itself.
 */
public final class ClientAddress {

  private static final int GROUPS_OF_A_NETWORK = 4;

  private ClientAddress() {}

  /**
   * The name of the client.
   *
   * @param address as a servlet request gives it: IPv6 in full groups
   */
  public static String of(String address) {
    String[] groups = address.split(":", -1);
    boolean isFullIpv6 = groups.length == 2 * GROUPS_OF_A_NETWORK && !address.contains("::");
    return isFullIpv6
        ? String.join(":", Arrays.copyOf(groups, GROUPS_OF_A_NETWORK)) + "::/64"
        : address;
  }
}
