package dev.pgohub.api.control;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.InvalidPolicyException;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagPolicy;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The policies of tags: the hub's defaults and what was set. Thread-safe. */
@Component
public class TagPolicies {

  private final Policy defaults;
  private final TagNotes notes;

  TagPolicies(ProfileApiSettings settings, TagNotes notes) {
    this.defaults = settings.defaultPolicy();
    this.notes = notes;
  }

  /** The policy of a tag as it stands in the local copy. */
  public PolicyView of(ProfileTag tag) {
    return of(tag, notes.policy(tag).orElse(TagPolicy.getDefaultInstance()));
  }

  PolicyView of(ProfileTag tag, TagPolicy set) {
    return PolicyView.of(tag, effective(set), set);
  }

  /** A field that another version wrote and this one does not know changes nothing here. */
  private Policy effective(TagPolicy set) {
    Policy policy = defaults;
    for (Map.Entry<String, String> field : set.getFieldsMap().entrySet()) {
      policy = with(policy, field);
    }
    return policy;
  }

  private static Policy with(Policy policy, Map.Entry<String, String> field) {
    try {
      return policy.with(Map.of(field.getKey(), field.getValue()));
    } catch (InvalidPolicyException e) {
      return policy;
    }
  }
}
