package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The fetched repositories: bare, at most so many, each at most so large. It begins empty, because
 * a process that was killed may have left one half done. Not thread-safe; one at a time holds a
 * directory.
 */
final class RepositoryCache implements AutoCloseable {

  private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}\\.git");

  private final Path directory;
  private final FileChannel lock;
  private final int maxRepositories;
  private final long maxBytes;

  /** Those that are there, the one longest unused first. */
  private final Set<Path> used = new LinkedHashSet<>();

  private RepositoryCache(Path directory, FileChannel lock, PublisherSettings settings) {
    this.directory = directory;
    this.lock = lock;
    this.maxRepositories = settings.count(PublisherSetting.MAX_REPOSITORIES);
    this.maxBytes = settings.size(PublisherSetting.MAX_REPOSITORY);
  }

  /**
   * Creates the directory when it is missing, and holds it.
   *
   * @throws IOException when it cannot be written, or another one holds it
   */
  static RepositoryCache hold(PublisherSettings settings) throws IOException {
    OwnGitSystem.install();
    Path directory = settings.directory();
    Files.createDirectories(directory);
    FileChannel lock =
        FileChannel.open(
            directory.resolve("publisher.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(lock) == null) {
        throw new IOException("another publisher uses it");
      }
      deleteAll(directory);
      return new RepositoryCache(directory, lock, settings);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  /** The local repository for a URL, empty when it is new. To be closed by the caller. */
  Repository open(RemoteUrl url) throws IOException {
    Path path = path(url);
    if (used.remove(path) && TransferLimits.bytesOf(path) > maxBytes) {
      // It grew with every fetch: begin anew.
      delete(path);
    }
    used.add(path);
    while (used.size() > maxRepositories) {
      Path oldest = used.iterator().next();
      used.remove(oldest);
      delete(oldest);
    }
    Repository repository = new FileRepositoryBuilder().setGitDir(path.toFile()).setBare().build();
    if (!Files.exists(path.resolve("config"))) {
      repository.create(true);
    }
    return repository;
  }

  /** Forgets what was fetched from a URL. */
  void forget(RemoteUrl url) throws IOException {
    used.remove(path(url));
    delete(path(url));
  }

  private Path path(RemoteUrl url) {
    return directory.resolve(Digests.hex(Digests.sha256(url.text().getBytes(UTF_8))) + ".git");
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(directory)) {
      left = files.filter(f -> OURS.matcher(f.getFileName().toString()).matches()).toList();
    }
    for (Path path : left) {
      delete(path);
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Lets another one have the directory. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
