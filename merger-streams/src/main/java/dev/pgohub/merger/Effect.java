package dev.pgohub.merger;

/**
 * How much samples that count differently tell: those of a group with n samples and the factor s
 * add n·s and n·s²; (Σn·s)² / Σn·s² samples that count alike have the same variance (Kish 1965).
 */
final class Effect {

  private double sum;
  private double squares;

  /** Adds samples that count alike. */
  void add(double samples, double factor) {
    sum += samples * factor;
    squares += samples * factor * factor;
  }

  /** Adds what counts differently among itself, all multiplied by a factor. */
  void add(Effect other, double factor) {
    sum += other.sum * factor;
    squares += other.squares * factor * factor;
  }

  double weight() {
    return squares == 0 ? 0 : sum * sum / squares;
  }

  double sum() {
    return sum;
  }

  double squares() {
    return squares;
  }

  static Effect of(double sum, double squares) {
    Effect effect = new Effect();
    effect.sum = sum;
    effect.squares = squares;
    return effect;
  }
}
