package dev.pgohub.schemas;

/** Says that a tag, a mode or an id does not follow its grammar, and in what. */
public final class InvalidNameException extends IllegalArgumentException {

  private static final int MAX_SHOWN = 64;

  InvalidNameException(String kind, String value, String wrong) {
    super("bad " + kind + " " + quoted(value) + ": " + wrong);
  }

  /** The value in quotes, cut to a readable length, with everything but printable ASCII escaped. */
  static String quoted(String value) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < value.length() && i < MAX_SHOWN; i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        shown.append(c);
      } else {
        shown.append(String.format("\\u%04x", (int) c));
      }
    }
    return shown.append(value.length() > MAX_SHOWN ? "…\"" : "\"").toString();
  }
}
