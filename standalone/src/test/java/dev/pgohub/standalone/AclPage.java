package dev.pgohub.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Reads the commands of docs/security.md that allow something, so that the page cannot lie. */
final class AclPage {

  private static final Path PAGE = Path.of("../docs/security.md");

  private String principal = "";
  private PatternType patternType = PatternType.LITERAL;
  private final List<AclOperation> operations = new ArrayList<>();
  private final List<ResourceType> types = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  private AclPage() {}

  static List<AclBinding> read() throws IOException {
    List<AclBinding> all = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("$ACL ")) {
        AclPage command = new AclPage();
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i += 2) {
          command.take(words[i], words[i + 1]);
        }
        all.addAll(command.bindings());
      }
    }
    return all;
  }

  private void take(String option, String value) {
    switch (option) {
      case "--allow-principal" -> principal = value;
      case "--operation" ->
          operations.add(AclOperation.fromString(value.replaceAll("(?<=[a-z])([A-Z])", "_$1")));
      case "--resource-pattern-type" ->
          patternType = PatternType.valueOf(value.toUpperCase(Locale.ROOT));
      case "--topic" -> of(ResourceType.TOPIC, value);
      case "--group" -> of(ResourceType.GROUP, value);
      case "--transactional-id" -> of(ResourceType.TRANSACTIONAL_ID, value);
      default -> throw new IllegalArgumentException("the page has an unknown option " + option);
    }
  }

  private void of(ResourceType type, String name) {
    types.add(type);
    names.add(name);
  }

  private List<AclBinding> bindings() {
    List<AclBinding> bindings = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ResourcePattern pattern = new ResourcePattern(types.get(i), names.get(i), patternType);
      for (AclOperation operation : operations) {
        bindings.add(
            new AclBinding(
                pattern,
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
      }
    }
    return bindings;
  }
}
