package dev.pgohub.jfr;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class file says of its source: the file's name and the first line of every method.
 *
 * <p>Reads the two attributes it needs and skips the rest, so that a service that is profiled needs
 * no byte-code library for it.
 */
final class ClassLines {

  private static final int MAGIC = 0xCAFEBABE;

  private final Map<String, Integer> firstLines = new HashMap<>();
  private @Nullable String sourceFile;

  private ClassLines() {}

  /**
   * Reads a class file.
   *
   * @throws IOException when it cannot be read or is not a class file
   */
  static ClassLines read(InputStream in) throws IOException {
    ClassLines lines = new ClassLines();
    try {
      lines.readClass(new DataInputStream(in));
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("a class file that refers to constants it does not have", e);
    }
    return lines;
  }

  /** The name of the source file without its directory; null when the class was built without. */
  @Nullable String sourceFile() {
    return sourceFile;
  }

  /** The lowest line of the method's line table; 0 when it has none. */
  int firstLine(String name, String descriptor) {
    return firstLines.getOrDefault(name + descriptor, 0);
  }

  private void readClass(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class file");
    }
    in.skipNBytes(4);
    @Nullable String[] strings = readStrings(in);
    in.skipNBytes(6);
    in.skipNBytes(2L * in.readUnsignedShort());
    int fields = in.readUnsignedShort();
    for (int i = 0; i < fields; i++) {
      in.skipNBytes(6);
      skipAttributes(in);
    }
    int methods = in.readUnsignedShort();
    for (int i = 0; i < methods; i++) {
      readMethod(in, strings);
    }
    int attributes = in.readUnsignedShort();
    for (int i = 0; i < attributes; i++) {
      String name = strings[in.readUnsignedShort()];
      long length = Integer.toUnsignedLong(in.readInt());
      if ("SourceFile".equals(name)) {
        sourceFile = strings[in.readUnsignedShort()];
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private static @Nullable String[] readStrings(DataInputStream in) throws IOException {
    @Nullable String[] strings = new String[in.readUnsignedShort()];
    for (int i = 1; i < strings.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> strings[i] = in.readUTF();
        case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // A long or a double takes two places.
        }
        case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        default -> throw new IOException("a class file with a constant of kind " + tag);
      }
    }
    return strings;
  }

  private void readMethod(DataInputStream in, @Nullable String[] strings) throws IOException {
    in.skipNBytes(2);
    String method = strings[in.readUnsignedShort()] + strings[in.readUnsignedShort()];
    int attributes = in.readUnsignedShort();
    for (int i = 0; i < attributes; i++) {
      String name = strings[in.readUnsignedShort()];
      long length = Integer.toUnsignedLong(in.readInt());
      if ("Code".equals(name)) {
        readCode(in, strings, method);
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private void readCode(DataInputStream in, @Nullable String[] strings, String method)
      throws IOException {
    in.skipNBytes(4);
    in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
    in.skipNBytes(8L * in.readUnsignedShort());
    int attributes = in.readUnsignedShort();
    for (int i = 0; i < attributes; i++) {
      String name = strings[in.readUnsignedShort()];
      long length = Integer.toUnsignedLong(in.readInt());
      if ("LineNumberTable".equals(name)) {
        int entries = in.readUnsignedShort();
        for (int entry = 0; entry < entries; entry++) {
          in.skipNBytes(2);
          firstLines.merge(method, in.readUnsignedShort(), Math::min);
        }
      } else {
        in.skipNBytes(length);
      }
    }
  }

  private static void skipAttributes(DataInputStream in) throws IOException {
    int attributes = in.readUnsignedShort();
    for (int i = 0; i < attributes; i++) {
      in.skipNBytes(2);
      in.skipNBytes(Integer.toUnsignedLong(in.readInt()));
    }
  }
}
