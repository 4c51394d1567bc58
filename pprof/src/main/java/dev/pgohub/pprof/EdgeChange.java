package dev.pgohub.pprof;

/**
 * How one edge differs between two profiles. Immutable.
 *
 * @param edge which one
 * @param before its share of the weight of the profile before, 0 to 1; 0 when it was not there
 * @param after its share of the weight of the profile after, 0 to 1; 0 when it is not there
 * @param hotBefore whether Go's compiler would have taken it as hot
 * @param hotAfter whether Go's compiler would take it as hot
 */
public record EdgeChange(
    Edge edge, double before, double after, boolean hotBefore, boolean hotAfter) {

  /** By how much the share grew, −1 to 1. */
  public double difference() {
    return after - before;
  }
}
