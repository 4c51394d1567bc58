package dev.pgohub.jfr;

/** Says where methods begin. */
public interface MethodLines {

  /**
   * What is known of a method.
   *
   * @param file the source file with its directory, such as {@code java/util/Map.java}; empty when
   *     it cannot be told
   * @param startLine the line at which the method begins; 0 when unknown
   */
  record MethodSource(String file, int startLine) {}

  /**
   * Finds a method.
   *
   * @param className as JFR names it, such as {@code java.util.Map$Entry}
   * @param stableName the class's name without what differs between instances
   * @param name of the method
   * @param descriptor such as {@code (I)V}
   */
  MethodSource find(String className, String stableName, String name, String descriptor);
}
