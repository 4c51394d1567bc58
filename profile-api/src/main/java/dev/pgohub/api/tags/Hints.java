package dev.pgohub.api.tags;

import java.util.Map;

/** What to do about a refused fragment, by reason code. */
final class Hints {

  private static final Map<String, String> HINTS =
      Map.ofEntries(
          Map.entry("empty", "Send the bytes of a CPU profile; this body had none."),
          Map.entry(
              "not_pprof",
              "Send a pprof profile, gzip or raw; an HTML page or a text profile is none."),
          Map.entry(
              "truncated", "Send the whole file; stop the capture before reading its output."),
          Map.entry("too_large", "Collect over a shorter time, or raise the merger's limit."),
          Map.entry("too_many_samples", "Collect over a shorter time, or sample less often."),
          Map.entry(
              "malformed", "Write the profile with a pprof library; this one contradicts itself."),
          Map.entry("name_too_long", "Shorten the names of functions and files."),
          Map.entry(
              "not_cpu",
              "Send a CPU profile: heap, mutex and wall clock say nothing to a compiler."),
          Map.entry("negative_value", "Send a profile, not the difference of two."),
          Map.entry("weight_too_large", "Check the values: no instance takes so many samples."),
          Map.entry("no_samples", "Collect longer, or while the service does something."),
          Map.entry(
              "unsymbolized",
              "Keep function names and start lines: do not strip, and merge with -symbolize=none."),
          Map.entry("bad_envelope", "Send a Fragment message, or post the profile over HTTP."),
          Map.entry(
              "wrong_partition", "Let the Kafka client choose the partition: murmur2 of the tag."),
          Map.entry("internal_error", "This is a fault of the merger; its log says more."),
          Map.entry("too_short", "Collect longer, or lower minDuration in the tag's policy."),
          Map.entry("too_few_samples", "Collect longer, or lower minSamples in the tag's policy."),
          Map.entry(
              "idle", "Collect while the service does something, or raise maxIdle in the policy."),
          Map.entry("too_old", "Send fragments sooner, or raise maxAge in the tag's policy."),
          Map.entry("from_the_future", "Set the clock of the instance, or raise maxSkew."),
          Map.entry(
              "instance_quota",
              "Send longer windows, or raise maxFragmentsPerInstance in the tag's policy."),
          Map.entry(
              "too_many_edges",
              "Is this one program's profile? Names that are made up as it runs have no end."),
          Map.entry(
              "too_many_modes",
              "Name ways of running with modes; for instances and builds there are names of their own."));

  private static final String OTHER = "See the detail.";

  private Hints() {}

  static String of(String reason) {
    return HINTS.getOrDefault(reason, OTHER);
  }
}
