package dev.pgohub.api.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of tokens. It is looked at again at most once a second, when somebody asks; while what
 * it says cannot be used, what it said before counts. Thread-safe.
 */
public final class TokensFile {

  private static final Logger log = LoggerFactory.getLogger(TokensFile.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int MAX_BYTES = 1 << 20;

  private final Path file;
  private final LongSupplier nanoClock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile TokenList tokens;
  private volatile long lookedAt;
  private @Nullable State seen;
  private String problem = "";

  private record State(long modifiedMillis, long size, @Nullable Object key) {}

  /**
   * Reads it.
   *
   * @throws InvalidTokensException when it cannot be used
   */
  TokensFile(String file, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    try {
      this.file = Path.of(file);
      seen = state();
      tokens = read(this.file);
    } catch (IOException | InvalidPathException e) {
      throw new InvalidTokensException("PGOHUB_TOKENS_FILE: " + file + " cannot be read: " + e);
    }
    lookedAt = nanoClock.getAsLong();
  }

  /**
   * Reads a file once, to see whether it can be used.
   *
   * @throws InvalidTokensException when it cannot
   */
  public static void check(String file) {
    new TokensFile(file, System::nanoTime);
  }

  /** Whose a token is, as the file says now. */
  Optional<Caller> find(String token) {
    if (nanoClock.getAsLong() - lookedAt >= INTERVAL.toNanos() && looking.tryLock()) {
      try {
        look();
        lookedAt = nanoClock.getAsLong();
      } finally {
        looking.unlock();
      }
    }
    return tokens.find(token);
  }

  private void look() {
    try {
      State now = state();
      if (!now.equals(seen)) {
        seen = now;
        tokens = read(file);
        problem = "";
        log.info("{} has {} tokens", file, tokens.size());
      }
    } catch (IOException e) {
      seen = null;
      report(file + " cannot be read: " + e);
    } catch (InvalidTokensException e) {
      report(String.valueOf(e.getMessage()));
    }
  }

  private void report(String what) {
    if (!what.equals(problem)) {
      problem = what;
      log.warn("the tokens are left as they were: {}", what);
    }
  }

  private State state() throws IOException {
    BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
    return new State(facts.lastModifiedTime().toMillis(), facts.size(), facts.fileKey());
  }

  private static TokenList read(Path file) throws IOException {
    String where = "PGOHUB_TOKENS_FILE: " + file + " ";
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new InvalidTokensException("has more than " + MAX_BYTES + " bytes");
      }
      return TokenList.parse(decoded(bytes).lines().toList());
    } catch (InvalidTokensException e) {
      throw new InvalidTokensException(where + e.getMessage());
    }
  }

  private static String decoded(byte[] bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidTokensException("is no text in UTF-8");
    }
  }
}
