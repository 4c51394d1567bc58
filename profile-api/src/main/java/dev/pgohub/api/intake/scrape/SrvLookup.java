package dev.pgohub.api.intake.scrape;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks DNS for the instances behind a name. */
final class SrvLookup {

  private static final int MAX_INSTANCES = 1_000;
  private static final String TIMEOUT_MILLIS = "1000";
  private static final String TRIES = "2";

  private final String server;

  /** An instance. */
  record Instance(String host, int port) {}

  /**
   * A lookup.
   *
   * @param server such as {@code dns://10.0.0.2:53}; empty: those of the machine
   */
  SrvLookup(String server) {
    this.server = server;
  }

  /**
   * The instances, in the order of their names; at most {@value #MAX_INSTANCES}.
   *
   * @throws NamingException when there is no such name, or DNS does not answer within seconds
   */
  @SuppressWarnings("BanJNDI") // Of DNS only texts come; the name is none of a URL.
  List<Instance> find(String name) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
    environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
    if (!server.isEmpty()) {
      environment.put(Context.PROVIDER_URL, server);
    }
    DirContext dns = new InitialDirContext(environment);
    try {
      Attribute records = dns.getAttributes(name, new String[] {"SRV"}).get("SRV");
      List<Instance> found = new ArrayList<>();
      if (records != null) {
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore() && found.size() < MAX_INSTANCES) {
          found.add(instance(String.valueOf(all.next())));
        }
      }
      found.sort(Comparator.comparing(Instance::host).thenComparing(Instance::port));
      return found.stream().distinct().toList();
    } finally {
      dns.close();
    }
  }

  /** A record is {@code priority weight port host.}; those with no host are none. */
  private static Instance instance(String record) throws NamingException {
    String[] parts = record.split(" ");
    if (parts.length != 4 || parts[3].equals(".")) {
      throw new NamingException("the SRV record \"" + record + "\" names no host");
    }
    String host = parts[3].endsWith(".") ? parts[3].substring(0, parts[3].length() - 1) : parts[3];
    if (!host.matches("[a-zA-Z0-9._-]+")) {
      throw new NamingException("the SRV record \"" + record + "\" names no host");
    }
    return new Instance(host, Integer.parseInt(parts[2]));
  }
}
