package dev.pgohub.api.tags;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.control.PolicyJson;
import dev.pgohub.api.control.PolicyView;
import dev.pgohub.schemas.proto.TagStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a tag, and whether the merger acts on it already.
 *
 * @param inForce every field as the last fragment met it; before the first one: as it will
 * @param fromOffset of the first fragment that it decided on; null: there was none yet
 * @param set the names of the fields that were set for the tag
 * @param changed when that was last done
 * @param pending every field as the next fragment will meet it; null: no other
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PolicyInForce(
    Map<String, Object> inForce,
    @Nullable Long fromOffset,
    List<String> set,
    @Nullable String changed,
    @Nullable Map<String, Object> pending) {

  static PolicyInForce of(PolicyView policy, @Nullable TagStatus status) {
    if (status == null || status.getPolicyCount() == 0) {
      return new PolicyInForce(policy.policy(), null, policy.set(), policy.changed(), null);
    }
    Map<String, Object> inForce = PolicyJson.typed(status.getPolicyMap());
    return new PolicyInForce(
        inForce,
        status.getPolicyFromOffset(),
        policy.set(),
        policy.changed(),
        inForce.equals(policy.policy()) ? null : policy.policy());
  }
}
