package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.InvalidPolicyException;
import dev.pgohub.schemas.NamePatterns;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.PolicyField;
import dev.pgohub.schemas.PolicyValue;
import dev.pgohub.schemas.ProfileMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a policy as JSON: counts and shares are numbers, {@code keepStacks} is a boolean,
 * {@code modes} an object, {@code neverInline} an array, the others are strings.
 */
public final class PolicyJson {

  private static final String BAD = "bad_policy";

  private PolicyJson() {}

  /**
   * Fields with their JSON types, in the order of {@link PolicyField}; those that are unknown to
   * this version, or have a value that is, are left out.
   */
  public static Map<String, Object> typed(Map<String, String> texts) {
    Map<String, Object> typed = new LinkedHashMap<>();
    for (PolicyField field : PolicyField.values()) {
      String text = texts.get(field.fieldName());
      if (text != null) {
        policy(field, text).ifPresent(p -> typed.put(field.fieldName(), typed(field, p)));
      }
    }
    return typed;
  }

  private static Optional<Policy> policy(PolicyField field, String text) {
    try {
      return Optional.of(Policy.DEFAULTS.with(Map.of(field.fieldName(), text)));
    } catch (InvalidPolicyException e) {
      return Optional.empty();
    }
  }

  private static Object typed(PolicyField field, Policy policy) {
    PolicyValue form = field.form();
    if (form instanceof PolicyValue.Count) {
      return policy.count(field);
    }
    if (form instanceof PolicyValue.Share) {
      return policy.share(field);
    }
    if (form instanceof PolicyValue.Modes) {
      return policy.modes();
    }
    if (form instanceof PolicyValue.Names) {
      return NamePatterns.parse(policy.text(field)).toList();
    }
    return field == PolicyField.KEEP_STACKS ? policy.keepStacks() : policy.text(field);
  }

  /**
   * Reads fields.
   *
   * @return canonical text by name; none for those that are null
   * @throws HttpProblem {@code bad_policy}, naming the field
   */
  static Map<String, Optional<String>> read(JsonNode object) {
    Map<String, Optional<String>> texts = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            named -> {
              try {
                PolicyField field = PolicyField.named(named.getKey());
                JsonNode value = named.getValue();
                texts.put(
                    field.fieldName(),
                    value.isNull()
                        ? Optional.empty()
                        : Optional.of(field.check(text(field, value))));
              } catch (InvalidPolicyException e) {
                throw FieldProblem.of(BAD, e.field(), String.valueOf(e.getMessage()));
              }
            });
    return texts;
  }

  private static String text(PolicyField field, JsonNode value) {
    PolicyValue form = field.form();
    if (form instanceof PolicyValue.Modes && value.isObject()) {
      return modes(field, value);
    }
    if (form instanceof PolicyValue.Names && value.isArray()) {
      return names(field, value);
    }
    boolean isOfItsType =
        form instanceof PolicyValue.Count
            ? value.isIntegralNumber()
            : form instanceof PolicyValue.Share
                ? value.isNumber()
                : field == PolicyField.KEEP_STACKS
                    ? value.isBoolean()
                    : value.isString()
                        && !(form instanceof PolicyValue.Modes)
                        && !(form instanceof PolicyValue.Names);
    if (!isOfItsType) {
      throw wrong(field, value);
    }
    return value.asString();
  }

  private static String modes(PolicyField field, JsonNode object) {
    StringJoiner text = new StringJoiner(",");
    object
        .properties()
        .forEach(
            mode -> {
              if (!mode.getValue().isIntegralNumber()) {
                throw wrong(field, mode.getValue());
              }
              try {
                text.add(ProfileMode.of(mode.getKey()) + "=" + mode.getValue().asString());
              } catch (InvalidNameException e) {
                throw FieldProblem.of(
                    BAD, field.fieldName(), field.fieldName() + ": " + e.getMessage());
              }
            });
    return text.toString();
  }

  private static String names(PolicyField field, JsonNode array) {
    StringJoiner text = new StringJoiner(",");
    for (JsonNode name : array) {
      if (!name.isString() || name.stringValue().contains(",")) {
        throw wrong(field, name);
      }
      text.add(name.stringValue());
    }
    return text.toString();
  }

  private static HttpProblem wrong(PolicyField field, JsonNode value) {
    return FieldProblem.of(
        BAD,
        field.fieldName(),
        field.fieldName()
            + " is a JSON "
            + value.getNodeType().name().toLowerCase(Locale.ROOT)
            + "; it must be "
            + type(field)
            + field.form().right());
  }

  private static String type(PolicyField field) {
    PolicyValue form = field.form();
    if (form instanceof PolicyValue.Count || form instanceof PolicyValue.Share) {
      return "a number: ";
    }
    if (form instanceof PolicyValue.Modes) {
      return "an object: ";
    }
    if (form instanceof PolicyValue.Names) {
      return "an array of strings: ";
    }
    return field == PolicyField.KEEP_STACKS ? "a boolean: " : "a string: ";
  }
}
