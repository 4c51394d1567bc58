package dev.pgohub.api.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.protobuf.ByteString;
import dev.pgohub.api.serve.Times;
import dev.pgohub.api.store.Digest;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagPolicy;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a tag, as JSON.
 *
 * @param tag the tag
 * @param policy every field as it holds, with its JSON type
 * @param set the names of the fields that were set for the tag; the others are the hub's defaults
 * @param changed when that was last done; null: never
 * @param texts the same fields as texts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
    String tag,
    Map<String, Object> policy,
    List<String> set,
    @Nullable String changed,
    @JsonIgnore Map<String, String> texts) {

  static PolicyView of(ProfileTag tag, Policy policy, TagPolicy set) {
    return new PolicyView(
        tag.value(),
        PolicyJson.typed(policy.texts()),
        set.getFieldsMap().keySet().stream().sorted().toList(),
        Times.ofMillis(set.getChangedUnixMillis()),
        policy.texts());
  }

  /** The same for the same fields, and another one for others; without quotes. */
  String etag() {
    String all = new TreeMap<>(texts) + " " + set;
    return Digest.of(ByteString.copyFrom(all, UTF_8)).hex();
  }
}
