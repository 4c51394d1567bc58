package dev.pgohub.faults;

import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was acknowledged, and therefore what must have come out in the end: worked out by the engine
 * from the same fragments, without a hub. Thread-safe.
 */
final class Ledger {

  /** Enough to see what kinds there are. */
  private static final int MAX_COMPLAINTS = 50;

  private final FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
  private final Map<String, Tally> sums = new TreeMap<>();
  private final Map<String, Long> fragments = new TreeMap<>();
  private final Map<String, Long> weights = new TreeMap<>();
  private final Map<String, String> rejections = new HashMap<>();
  private final Map<String, Long> refusedAtTheDoor = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private long sent;
  private long acknowledged;
  private long repeated;
  private long deliveries;
  private long complaintCount;

  /** A fragment is sent for the first time. */
  synchronized void sent() {
    sent++;
  }

  /** A fragment is sent, for the first time or again. */
  synchronized void delivered() {
    deliveries++;
  }

  /** The broker has it. */
  synchronized void acknowledged(Sample sample) {
    acknowledged++;
    if (!sample.reason().isEmpty()) {
      rejections.put(sample.id(), sample.reason());
      return;
    }
    try {
      var read = reader.read(sample.pprof());
      read.addTo(sums.computeIfAbsent(sample.tag(), tag -> new Tally()));
      fragments.merge(sample.tag(), 1L, Long::sum);
      weights.merge(sample.tag(), read.weight(), Long::sum);
    } catch (InvalidProfileException e) {
      throw new IllegalStateException("a profile of our own cannot be read", e);
    }
  }

  /** A fragment that was acknowledged before was delivered and acknowledged once more. */
  synchronized void repeated() {
    repeated++;
  }

  /** The API said what is wrong with it, so that it never came to the broker. */
  synchronized void refusedAtTheDoor(Sample sample) {
    refusedAtTheDoor.merge(sample.reason(), 1L, Long::sum);
  }

  /** Something happened that must not. */
  synchronized void complain(String what) {
    complaintCount++;
    if (complaints.size() < MAX_COMPLAINTS) {
      complaints.add(what);
    }
  }

  synchronized long sentCount() {
    return sent;
  }

  synchronized long acknowledgedCount() {
    return acknowledged;
  }

  synchronized long repeatedCount() {
    return repeated;
  }

  synchronized long deliveryCount() {
    return deliveries;
  }

  synchronized long complaintCount() {
    return complaintCount;
  }

  /** The first things that must not happen. */
  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Tags of which something must be served. */
  synchronized List<String> tags() {
    return List.copyOf(sums.keySet());
  }

  synchronized long fragments(String tag) {
    return fragments.getOrDefault(tag, 0L);
  }

  synchronized long weight(String tag) {
    return weights.getOrDefault(tag, 0L);
  }

  /** The bytes that must be served. */
  synchronized byte[] defaultPgo(String tag) {
    return CanonicalWriter.defaultPgo(sums.getOrDefault(tag, new Tally()));
  }

  /** Fragments that must have been refused, with the reason, by id. */
  synchronized Map<String, String> rejections() {
    return Map.copyOf(rejections);
  }

  /** How many the API refused, by reason. */
  synchronized Map<String, Long> refusedAtTheDoor() {
    return new TreeMap<>(refusedAtTheDoor);
  }
}
