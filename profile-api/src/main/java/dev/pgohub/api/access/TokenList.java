package dev.pgohub.api.access;

import dev.pgohub.schemas.AccessToken;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.TagPattern;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are known, by their hashes. In the file, each has a line of four words: name,
 * {@code sha256:} and 64 hex digits, rights separated by commas, and the tag, {@code shop-*} or
 * {@code *}. What follows a {@code #} at the beginning of a word is a comment. Immutable.
 */
final class TokenList {

  static final int MAX_TOKENS = 1_000;

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

  private final List<Entry> entries;

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Entry(Caller caller, byte[] hash) {}

  private TokenList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * Reads the lines of the file.
   *
   * @throws InvalidTokensException with the number of the line
   */
  static TokenList parse(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = COMMENT.matcher(lines.get(i)).replaceFirst("").strip();
      if (!line.isEmpty()) {
        try {
          String[] words = line.split("\\s+");
          entries.add(entry(words));
          require(known.add(words[0]), "another line has that name");
          require(known.add(words[1]), "another line has that token");
          require(entries.size() <= MAX_TOKENS, "there are more than " + MAX_TOKENS + " tokens");
        } catch (IllegalArgumentException e) {
          throw new InvalidTokensException("line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    return new TokenList(entries);
  }

  /** What stands there may be a token, by mistake: it is not repeated. */
  private static Entry entry(String[] words) {
    require(words.length == 4, "it must have four words: name, sha256:…, rights, tag");
    require(
        NAME.matcher(words[0]).matches(), "the name must be up to 64 letters, digits and . _ -");
    require(
        HASH.matcher(words[1]).matches(),
        "the second word must be sha256: and 64 lower-case digits");
    byte[] hash = HexFormat.of().parseHex(words[1].substring("sha256:".length()));
    return new Entry(new Caller(words[0], rights(words[2]), tags(words[3])), hash);
  }

  private static Set<Right> rights(String text) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    Arrays.stream(text.split(",", -1)).map(Right::of).map(TokenList::known).forEach(rights::add);
    return rights;
  }

  private static Right known(Optional<Right> right) {
    require(
        right.isPresent(), "the third word must be of read, write and admin, with commas between");
    return right.get();
  }

  private static TagPattern tags(String text) {
    try {
      return TagPattern.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException("the fourth word must be a tag, shop-* or *", e);
    }
  }

  private static void require(boolean isKept, String otherwise) {
    if (!isKept) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Whose a token is; it takes as long for one that is known as for one that is not. */
  Optional<Caller> find(String token) {
    if (!AccessToken.isOne(token)) {
      return Optional.empty();
    }
    byte[] hash = AccessToken.hash(token);
    @Nullable Caller found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash, hash)) {
        found = entry.caller;
      }
    }
    return Optional.ofNullable(found);
  }

  int size() {
    return entries.size();
  }
}
