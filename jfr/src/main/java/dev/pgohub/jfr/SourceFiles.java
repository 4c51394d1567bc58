package dev.pgohub.jfr;

/** Names of source files, as javac lays them out. */
final class SourceFiles {

  private SourceFiles() {}

  /** The directory of a class's source, such as {@code java/util/}; empty without a package. */
  static String directory(String className) {
    return className.substring(0, className.lastIndexOf('.') + 1).replace('.', '/');
  }

  /** A top-level class is in the file of its name; empty when the class has no such name. */
  static String guess(String className) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    int nested = simpleName.indexOf('$');
    String topLevel = nested < 0 ? simpleName : simpleName.substring(0, nested);
    return topLevel.isEmpty() ? "" : directory(className) + topLevel + ".java";
  }
}
