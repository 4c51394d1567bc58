package dev.pgohub.jfr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the events and constants of a chunk are made of, as its metadata says. Not thread-safe. */
final class ChunkTypes {

  private static final int MAX_DEPTH = 16;

  private final Map<Long, Type> types = new HashMap<>();
  private @Nullable String[] texts = new String[0];

  /** A type: a number of so many bytes, a text, or its fields. */
  private record Type(String name, List<Field> fields) {}

  private record Field(long type, boolean isConstant, boolean isArray) {}

  /** Reads the metadata, from behind the event's size and type. */
  static ChunkTypes read(ChunkBytes in) throws InvalidRecordingException {
    ChunkTypes types = new ChunkTypes();
    for (int i = 0; i < 3; i++) {
      in.number(); // when, how long, and which
    }
    types.texts = new String[in.count()];
    for (int i = 0; i < types.texts.length; i++) {
      types.texts[i] = in.text();
    }
    types.readElement(in, null, 0);
    return types;
  }

  private void readElement(ChunkBytes in, @Nullable Type owner, int depth)
      throws InvalidRecordingException {
    if (depth > MAX_DEPTH) {
      throw ChunkBytes.broken("its metadata is nested too deeply");
    }
    String kind = text(in);
    Map<String, String> attributes = new HashMap<>();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      attributes.put(text(in), text(in));
    }
    Type type = owner;
    if (kind.equals("class")) {
      type = new Type(attributes.getOrDefault("name", ""), new ArrayList<>());
      types.put(id(attributes.get("id")), type);
    } else if (kind.equals("field") && owner != null) {
      owner.fields.add(
          new Field(
              id(attributes.get("class")),
              "true".equals(attributes.get("constantPool")),
              attributes.containsKey("dimension")));
    }
    int children = in.count();
    for (int i = 0; i < children; i++) {
      readElement(in, type, depth + 1);
    }
  }

  private String text(ChunkBytes in) throws InvalidRecordingException {
    long index = in.number();
    if (index < 0 || index >= texts.length) {
      throw ChunkBytes.broken("its metadata names a text that is not there");
    }
    String text = texts[(int) index];
    return text == null ? "" : text;
  }

  private static long id(@Nullable String text) throws InvalidRecordingException {
    try {
      return Long.parseLong(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw ChunkBytes.broken("its metadata has a type without a number");
    }
  }

  /** Passes over a value of that type. */
  void skip(ChunkBytes in, long id) throws InvalidRecordingException {
    skip(in, id, 0);
  }

  private void skip(ChunkBytes in, long id, int depth) throws InvalidRecordingException {
    Type type = types.get(id);
    if (type == null || depth > MAX_DEPTH) {
      throw ChunkBytes.broken("something is of a type that is not there, or has no end");
    }
    switch (type.name) {
      case "boolean", "byte" -> in.skip(1);
      case "char", "short", "int", "long" -> in.number();
      case "float" -> in.skip(Float.BYTES);
      case "double" -> in.skip(Double.BYTES);
      case "java.lang.String" -> in.text();
      default -> {
        for (Field field : type.fields) {
          int count = field.isArray ? in.count() : 1;
          for (int i = 0; i < count; i++) {
            if (field.isConstant) {
              in.number();
            } else {
              skip(in, field.type, depth + 1);
            }
          }
        }
      }
    }
  }
}
