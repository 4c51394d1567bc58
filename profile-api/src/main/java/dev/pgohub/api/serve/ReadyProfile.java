package dev.pgohub.api.serve;

import org.jspecify.annotations.Nullable;

/**
 * What is served for a tag, as it is sent: nothing of it need be read or made for one more request.
 * Not changed once it is made.
 */
final class ReadyProfile {

  private final Representation representation;
  private final String generation;
  private final String weight;
  private final @Nullable String hold;
  private final byte[] content;

  /**
   * What is served.
   *
   * @param generation its number
   * @param weight the samples in it
   * @param hold why it is not simply the latest, in ASCII; null when it is
   * @param content not to be changed any more
   */
  ReadyProfile(
      Representation representation,
      String generation,
      String weight,
      @Nullable String hold,
      byte[] content) {
    this.representation = representation;
    this.generation = generation;
    this.weight = weight;
    this.hold = hold;
    this.content = content;
  }

  Representation representation() {
    return representation;
  }

  String generation() {
    return generation;
  }

  String weight() {
    return weight;
  }

  @Nullable String hold() {
    return hold;
  }

  /** To be read, not changed. */
  byte[] content() {
    return content;
  }
}
