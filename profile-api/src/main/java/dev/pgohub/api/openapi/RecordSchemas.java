package dev.pgohub.api.openapi;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON schemas of the records that answers are made of, as the JSON mapper writes them. Not
 * thread-safe.
 */
final class RecordSchemas {

  private final Map<String, Map<String, Object>> schemas = new TreeMap<>();
  private final Map<String, Class<?>> owners = new TreeMap<>();
  private final JsonMapper json;

  RecordSchemas(JsonMapper json) {
    this.json = json;
  }

  /** All schemas that were asked for, and those in them, by name. */
  Map<String, Map<String, Object>> all() {
    return schemas;
  }

  /**
   * The schema of a type.
   *
   * @throws IllegalStateException when answers have a type that is not known here
   */
  Map<String, Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      Map<String, Object> inner = of(last);
      return generic.getRawType() == List.class
          ? Map.of("type", "array", "items", inner)
          : Map.of("type", "object", "additionalProperties", inner);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalStateException("no schema for " + type);
    }
    if (plain.isSealed()) {
      return Map.of("anyOf", Arrays.stream(plain.getPermittedSubclasses()).map(this::of).toList());
    }
    if (plain.isRecord()) {
      return Map.of("$ref", "#/components/schemas/" + define(plain));
    }
    if (plain.isEnum()) {
      List<Object> values =
          Arrays.stream(plain.getEnumConstants())
              .map(value -> (Object) json.valueToTree(value).asString())
              .toList();
      return Map.of("type", "string", "enum", values);
    }
    if (plain == Instant.class) {
      return Map.of("type", "string", "format", "date-time");
    }
    return plain == Object.class ? Map.of() : Map.of("type", simple(plain));
  }

  private static String simple(Class<?> type) {
    if (type == String.class) {
      return "string";
    }
    if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
      return "integer";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    throw new IllegalStateException("no schema for " + type);
  }

  private String define(Class<?> type) {
    String name = name(type);
    Class<?> other = owners.putIfAbsent(name, type);
    if (other == null) {
      Map<String, Object> properties = new LinkedHashMap<>();
      List<String> required = new ArrayList<>();
      addTo(properties, required, type, true);
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("properties", properties);
      schema.put("required", required);
      schemas.put(name, schema);
    } else if (other != type) {
      throw new IllegalStateException(other + " and " + type + " would both be called " + name);
    }
    return name;
  }

  /** A name that says whose record it is, without what all are called. */
  private static String name(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    String own = type.getSimpleName();
    return around == null || around.getSimpleName().endsWith("Controller")
        ? own
        : around.getSimpleName().replaceFirst("View$", "") + own;
  }

  private void addTo(
      Map<String, Object> properties, List<String> required, Class<?> type, boolean isThere) {
    JsonInclude ofAll = type.getAnnotation(JsonInclude.class);
    for (RecordComponent part : type.getRecordComponents()) {
      if (part.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
        continue;
      }
      boolean isNullable = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (part.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
        addTo(properties, required, part.getType(), isThere && !isNullable);
        continue;
      }
      JsonInclude own = part.getAccessor().getAnnotation(JsonInclude.class);
      boolean isWritten = isWritten(own == null ? ofAll : own, isNullable);
      Map<String, Object> schema = of(part.getGenericType());
      properties.put(part.getName(), isNullable && isWritten ? orNull(schema) : schema);
      if (isThere && isWritten) {
        required.add(part.getName());
      }
    }
  }

  private static boolean isWritten(@Nullable JsonInclude include, boolean isNullable) {
    return switch (include == null ? JsonInclude.Include.ALWAYS : include.value()) {
      case NON_NULL -> !isNullable;
      case NON_EMPTY -> false;
      default -> true;
    };
  }

  private static Map<String, Object> orNull(Map<String, Object> schema) {
    return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
  }
}
