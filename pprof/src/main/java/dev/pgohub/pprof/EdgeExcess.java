package dev.pgohub.pprof;

/**
 * What a merge holds more than an earlier merge of a part of the same fragments: the edges of what
 * came in since, as far as the weights tell. Stateless.
 */
public final class EdgeExcess {

  private EdgeExcess() {}

  /**
   * The edges of a merge less those of an earlier one; what comes to nothing or less is left out.
   *
   * @param scale by which the earlier weights count now, because they have aged
   */
  public static Tally of(Tally now, Tally before, Scale scale) {
    Tally excess = new Tally();
    EdgePairs pairs = new EdgePairs(now, before);
    for (int pair = 0; pair < pairs.size(); pair++) {
      long weight = pairs.first(pair) - scale.of(pairs.second(pair));
      if (weight > 0) {
        pairs.addTo(excess, pair, weight);
      }
    }
    return excess;
  }
}
