package dev.pgohub.schemas;

/**
 * Which tags are meant: one, all that begin so ({@code shop-*}), or all ({@code *}).
 *
 * @param start the tag, or what it begins with
 * @param isPrefix whether more may follow
 */
public record TagPattern(String start, boolean isPrefix) {

  /** All tags. */
  public static final TagPattern ALL = new TagPattern("", true);

  /**
   * Reads it as people write it.
   *
   * @throws InvalidNameException when what stands before the star is no beginning of a tag
   */
  public static TagPattern parse(String text) {
    if (!text.endsWith("*")) {
      return new TagPattern(ProfileTag.of(text).value(), false);
    }
    String start = text.substring(0, text.length() - 1);
    if (!start.isEmpty()) {
      ProfileTag.check("beginning of a tag", start, ProfileTag.MAX_LENGTH);
    }
    return new TagPattern(start, true);
  }

  /** Whether a tag is meant; what is no tag may be, and has to be refused by others. */
  public boolean covers(String tag) {
    return isPrefix ? tag.startsWith(start) : tag.equals(start);
  }

  /** Whether every tag is meant, and so what concerns the whole hub. */
  public boolean coversAll() {
    return isPrefix && start.isEmpty();
  }

  @Override
  public String toString() {
    return isPrefix ? start + "*" : start;
  }
}
