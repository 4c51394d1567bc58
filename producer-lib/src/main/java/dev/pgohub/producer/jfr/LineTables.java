package dev.pgohub.producer.jfr;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source file and the first line of methods in class files. Both are properties of the
 * build: they are the same on every instance, whichever lines were sampled there.
 *
 * <p>Keeps what it found in bounded memory. Not thread-safe.
 */
public final class LineTables {

  private static final int MAX_METHODS = 8192;
  private static final int MAX_CLASSES = 64;

  private final ClassFiles classFiles;
  private final Map<MethodName, MethodSource> methods = new RecentlyUsed<>(MAX_METHODS);
  private final Map<String, ClassFile> classes = new RecentlyUsed<>(MAX_CLASSES);

  /** Where class files are found. */
  @FunctionalInterface
  public interface ClassFiles {
    /**
     * Opens a class file.
     *
     * @param path such as {@code java/util/Map$Entry.class}
     * @return null when there is none
     * @throws IOException when it cannot be read
     */
    @Nullable InputStream open(String path) throws IOException;
  }

  /**
   * What is known of a method.
   *
   * @param file the source file with its directory, such as {@code java/util/Map.java}; empty when
   *     it cannot be told
   * @param startLine lowest line of the method's line table; 0 when it has none, or when there is
   *     no class file
   */
  record MethodSource(String file, int startLine) {}

  private record MethodName(String className, String name, String descriptor) {}

  /** What was read of a class file; null lines stand for no class file. */
  private record ClassFile(@Nullable ClassLines lines) {}

  /** Finds methods in these class files. */
  public LineTables(ClassFiles classFiles) {
    this.classFiles = classFiles;
  }

  /**
   * Finds the class files of those loaders, the first one asked first. A recording does not say
   * which class file a class was made of: where loaders have different ones under one name, the
   * lines may be those of another.
   */
  public static LineTables of(ClassLoader... loaders) {
    return new LineTables(
        path -> {
          for (ClassLoader loader : loaders) {
            InputStream in = loader.getResourceAsStream(path);
            if (in != null) {
              return in;
            }
          }
          return ClassLoader.getSystemResourceAsStream(path);
        });
  }

  /** Finds nothing: for recordings of another process. */
  public static LineTables none() {
    return new LineTables(path -> null);
  }

  /**
   * Finds a method.
   *
   * @param className as JFR names it, such as {@code java.util.Map$Entry}
   * @param stableName the class's name by {@link StableNames}
   */
  MethodSource find(String className, String stableName, String name, String descriptor) {
    return methods.computeIfAbsent(
        new MethodName(className, name, descriptor),
        method -> {
          // A class made at run time has no file; one of its stable name would be another class.
          ClassLines lines = className.equals(stableName) ? classLines(className) : null;
          String sourceFile = lines == null ? null : lines.sourceFile();
          return new MethodSource(
              sourceFile == null ? guessedFile(stableName) : directory(stableName) + sourceFile,
              lines == null ? 0 : lines.firstLine(name, descriptor));
        });
  }

  private @Nullable ClassLines classLines(String className) {
    return classes.computeIfAbsent(className, name -> new ClassFile(read(name))).lines;
  }

  private @Nullable ClassLines read(String className) {
    // Class loaders are the service's own code: whatever they throw, there is no line table then.
    try (InputStream in = classFiles.open(className.replace('.', '/') + ".class")) {
      return in == null ? null : ClassLines.read(new BufferedInputStream(in));
    } catch (IOException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static String directory(String className) {
    return className.substring(0, className.lastIndexOf('.') + 1).replace('.', '/');
  }

  /** As javac has it: a top-level class is in the file of its name. */
  private static String guessedFile(String className) {
    String simpleName = className.substring(className.lastIndexOf('.') + 1);
    int nested = simpleName.indexOf('$');
    String topLevel = nested < 0 ? simpleName : simpleName.substring(0, nested);
    return topLevel.isEmpty() ? "" : directory(className) + topLevel + ".java";
  }

  private static final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private final int max;

    RecentlyUsed(int max) {
      super(16, 0.75f, true);
      this.max = max;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > max;
    }
  }
}
