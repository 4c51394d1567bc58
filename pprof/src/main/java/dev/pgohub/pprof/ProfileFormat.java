package dev.pgohub.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The formats beside pprof in which a tally can be had. All are UTF-8, and the same weights always
 * give the same bytes. They are written as they are formed; what is held meanwhile is a few numbers
 * for each edge or stack and the names once. Stateless; thread-safe, as long as nobody adds to the
 * tally.
 */
public enum ProfileFormat {
  /** The edges as {@code go tool preprofile} prints them: what Go's compiler keeps. */
  PREPROFILE("text/plain") {
    @Override
    void write(Tally tally, Writer out) throws IOException {
      PreprofileFormat.write(tally, out);
    }
  },

  /**
   * A line for each stack: functions from the root on with {@code ;} between them, a space and the
   * weight, as flame graph programs read it. Lines and files are gone; a {@code ;} within a name
   * stands as {@code :}, white space other than a blank as a blank, and a frame without a name as
   * {@code [unknown]}.
   */
  COLLAPSED("text/plain") {
    @Override
    void write(Tally tally, Writer out) throws IOException {
      CollapsedFormat.write(tally, out);
    }
  },

  /** The stacks of functions for speedscope: a JSON file of one sampled profile without a unit. */
  SPEEDSCOPE("application/json") {
    @Override
    void write(Tally tally, Writer out) throws IOException {
      SpeedscopeFormat.write(tally, out);
    }
  },

  /**
   * A sample profile as text, for compilers that are built on LLVM ({@code -fprofile-sample-use}).
   * {@link LlvmFormat} says what such a profile cannot know.
   */
  LLVM("text/plain") {
    @Override
    void write(Tally tally, Writer out) throws IOException {
      LlvmFormat.write(tally, out);
    }
  };

  private final String mediaType;

  ProfileFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The format of a code, or nothing when there is none. */
  public static Optional<ProfileFormat> of(String code) {
    return Stream.of(values()).filter(format -> format.code().equals(code)).findFirst();
  }

  /** How the format is called in commands and addresses: lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The media type, without the character set, which is always UTF-8. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * Writes a tally. The stream is flushed and stays open.
   *
   * @throws IOException when the stream fails
   */
  public void write(Tally tally, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, UTF_8), 1 << 14);
    write(tally, writer);
    writer.flush();
  }

  abstract void write(Tally tally, Writer out) throws IOException;
}
