package dev.pgohub.api.intake;

import dev.pgohub.api.problem.HttpProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a push brings, in whatever form: series, each with labels and profiles. The number of each
 * is bounded. Not thread-safe.
 */
final class PushedProfiles {

  private static final int MAX_SERIES = 256;
  private static final int MAX_LABELS = 128;
  private static final int MAX_PROFILES = 1_024;

  private final List<Series> series = new ArrayList<>();
  private int profiles;

  /**
   * A profile.
   *
   * @param id that the sender gave it; may be empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Profile(byte[] pprof, String id) {}

  /** Profiles of one program. */
  final class Series {

    private final Map<String, String> labels = new HashMap<>();
    private final List<Profile> ofSeries = new ArrayList<>();

    private Series() {}

    void label(String name, String value) {
      labels.put(name, value);
      requireFew(labels.size(), MAX_LABELS, "labels of a series");
    }

    void profile(byte[] pprof, String id) {
      ofSeries.add(new Profile(pprof, id));
      requireFew(++profiles, MAX_PROFILES, "samples");
    }

    Map<String, String> labels() {
      return Collections.unmodifiableMap(labels);
    }

    String label(String name) {
      return Objects.requireNonNullElse(labels.get(name), "");
    }

    List<Profile> profiles() {
      return Collections.unmodifiableList(ofSeries);
    }
  }

  /** Begins another series. */
  Series addSeries() {
    Series added = new Series();
    series.add(added);
    requireFew(series.size(), MAX_SERIES, "series");
    return added;
  }

  List<Series> series() {
    return Collections.unmodifiableList(series);
  }

  private static void requireFew(int count, int most, String what) {
    if (count > most) {
      throw HttpProblem.badRequest("too_many", "the request has more than " + most + " " + what);
    }
  }
}
