package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pgohub.publisher.PublicationException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads secrets at the time of use, from where a reference points. Thread-safe. */
final class Credentials {

  private static final int MAX_BYTES = 4 << 10;
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  private final Allowance allowance;
  private final UnaryOperator<@Nullable String> environment;

  /**
   * @param allowed references that may be used, and those below them
   * @param environment the value of a variable; null when it is not set
   */
  Credentials(List<String> allowed, UnaryOperator<@Nullable String> environment) {
    this.allowance = Allowance.of(allowed);
    this.environment = environment;
  }

  /**
   * Reads what a reference points to.
   *
   * @param reference {@code env:NAME}, {@code file:/path}, or empty: none is needed
   * @throws PublicationException when it cannot be read or may not be; the message holds nothing of
   *     what was read
   */
  Optional<Secret> read(String reference) throws PublicationException {
    if (reference.isEmpty()) {
      return Optional.empty();
    }
    String text;
    if (reference.startsWith("env:")) {
      text = variable(reference.substring("env:".length()), reference);
    } else if (reference.startsWith("file:")) {
      text = file(reference.substring("file:".length()), reference);
    } else {
      // A secret that somebody wrote here by mistake must not be repeated.
      throw bad("they must be named as env:NAME or file:/path");
    }
    if (text.isEmpty() || text.chars().anyMatch(c -> c < ' ')) {
      throw bad(reference + " holds no single line of text");
    }
    return Optional.of(Secret.parse(text));
  }

  private String variable(String name, String reference) throws PublicationException {
    if (!VARIABLE.matcher(name).matches()) {
      throw bad("what follows env: is no name of a variable");
    }
    requireAllowed(reference);
    String value = environment.apply(name);
    if (value == null) {
      throw bad("the variable " + name + " is not set where the publisher runs");
    }
    return value.strip();
  }

  private String file(String name, String reference) throws PublicationException {
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute() || !path.normalize().equals(path)) {
        throw bad("what follows file: is no absolute path without \"..\"");
      }
      requireAllowed(reference);
      if (!Files.isRegularFile(path) || Files.size(path) > MAX_BYTES) {
        throw bad(path + " is no file of at most " + MAX_BYTES + " bytes");
      }
      return Files.readString(path, UTF_8).strip();
    } catch (IOException e) {
      throw bad(reference + " cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (InvalidPathException e) {
      throw bad("what follows file: is no path");
    }
  }

  private void requireAllowed(String reference) throws PublicationException {
    if (!allowance.permits(reference)) {
      throw bad("PGOHUB_PUBLISH_CREDENTIALS does not allow " + reference);
    }
  }

  private static PublicationException bad(String what) {
    return new PublicationException(Reason.BAD_CREDENTIALS, "no credentials: " + what);
  }
}
