package dev.pgohub.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The variables that some part of pgohub reads; to find those that none reads. */
final class Variables {

  private static final String PREFIX = "PGOHUB_";
  private static final String SUBJECT = "environment";

  private static final String NAMES =
      """
      APPLICATION_ID BODY_TIMEOUT BOOTSTRAP_SERVERS BROKER_WAIT BUILD CLIENTS CLIENT_BURST CLIENT_RATE
      CLOSE_TIMEOUT COMMIT_INTERVAL DATA_DIR ENABLED FAULT_WINDOW FIRST_WINDOW FRAGMENT_ID_RETENTION
      FRAGMENT_READERS GROUP_INSTANCE_ID HEALTH_PORT HTTP_ADDRESS HTTP_PORT INSTANCE INTERVAL JAVA_OPTS
      JITTER KAFKA_PORT MAX_DEFAULT_PGO MAX_DIRTY_TAGS MAX_FAULTS MAX_INFLATED_PROFILE MAX_NAME
      MAX_PENDING MAX_POSTS MAX_POST_BYTES MAX_RECORDING_BYTES MAX_SAMPLES MAX_STACKS MAX_STACK_DEPTH
      MERGER_STANDBYS MERGER_THREADS MODE PARTITIONS PUBLISH_TIMEOUT RESPONSE_TIMEOUT ROCKSDB_CACHE
      ROCKSDB_WRITE_BUFFERS SAMPLER SESSION_TIMEOUT SETTLE_COST_FACTOR SETTLE_INTERVAL SETTLE_SLICE
      SETTLE_TICK STATE_DIR STORE_CACHE STORE_WRITE_BUFFERS STREAMS_PROPERTIES TOKEN URL WINDOW
      """;

  /** Their full names. */
  static final Set<String> KNOWN =
      Arrays.stream(NAMES.strip().split("\\s+"))
          .map(PREFIX::concat)
          .collect(Collectors.toCollection(TreeSet::new));

  private Variables() {}

  /** A finding for each variable that nothing reads, or one that there is none. */
  static List<Finding> check(Map<String, String> environment) {
    List<Finding> unknown =
        environment.keySet().stream()
            .filter(name -> name.startsWith(PREFIX) && !KNOWN.contains(name))
            .sorted()
            .map(name -> Finding.fail(SUBJECT, "nothing reads " + name + "; " + nearest(name)))
            .toList();
    return unknown.isEmpty()
        ? List.of(Finding.ok(SUBJECT, "no PGOHUB_ variable is misspelt"))
        : unknown;
  }

  private static String nearest(String name) {
    return "did you mean "
        + KNOWN.stream()
            .min(
                Comparator.<String>comparingInt(known -> distance(name, known))
                    .thenComparing(Comparator.naturalOrder()))
            .orElseThrow()
        + "?";
  }

  /** How many letters must be changed, added or left out to get from one to the other. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    Arrays.setAll(above, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
