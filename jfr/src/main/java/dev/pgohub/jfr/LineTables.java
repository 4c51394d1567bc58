package dev.pgohub.jfr;

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
public final class LineTables implements MethodLines {

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

  /** Finds a method: the lowest line of exactly its line table. */
  @Override
  public MethodSource find(String className, String stableName, String name, String descriptor) {
    return methods.computeIfAbsent(
        new MethodName(className, name, descriptor),
        method -> {
          // A class made at run time has no file; one of its stable name would be another class.
          ClassLines lines = className.equals(stableName) ? classLines(className) : null;
          String sourceFile = lines == null ? null : lines.sourceFile();
          return new MethodSource(
              sourceFile == null
                  ? SourceFiles.guess(stableName)
                  : SourceFiles.directory(stableName) + sourceFile,
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
