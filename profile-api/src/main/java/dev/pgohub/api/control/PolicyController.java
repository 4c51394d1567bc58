package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.TagPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.http.CacheControl;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The policy of a tag: what is fit for its builds, and how it is put together. */
@RestController
@RequestMapping("/api/v1/tags/{tag}/policy")
class PolicyController {

  private final TagPolicies policies;
  private final TagNotes notes;
  private final ControlWriter writer;
  private final JsonBody body;

  PolicyController(TagPolicies policies, TagNotes notes, ControlWriter writer, JsonBody body) {
    this.policies = policies;
    this.notes = notes;
    this.writer = writer;
    this.body = body;
  }

  @GetMapping
  ResponseEntity<PolicyView> get(@PathVariable String tag) {
    return answer(policies.of(ProfileAddress.tag(tag)));
  }

  @PutMapping
  ResponseEntity<PolicyView> put(@PathVariable String tag, HttpServletRequest request) {
    ProfileTag of = ProfileAddress.tag(tag);
    Map<String, Optional<String>> changes = PolicyJson.read(body.object(request));
    TagPolicy written =
        writer.write(
            key(of),
            () -> {
              requireMatch(of, request);
              return changed(of, changes);
            });
    return answer(policies.of(of, written));
  }

  private TagPolicy changed(ProfileTag tag, Map<String, Optional<String>> changes) {
    Map<String, String> fields = new TreeMap<>();
    notes.policy(tag).ifPresent(before -> fields.putAll(before.getFieldsMap()));
    changes.forEach(
        (field, text) ->
            text.ifPresentOrElse(t -> fields.put(field, t), () -> fields.remove(field)));
    return TagPolicy.newBuilder()
        .putAllFields(fields)
        .setChangedUnixMillis(System.currentTimeMillis())
        .build();
  }

  @DeleteMapping
  ResponseEntity<PolicyView> delete(@PathVariable String tag, HttpServletRequest request) {
    ProfileTag of = ProfileAddress.tag(tag);
    writer.delete(key(of), () -> requireMatch(of, request));
    return answer(policies.of(of, TagPolicy.getDefaultInstance()));
  }

  private void requireMatch(ProfileTag tag, HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
    ETag now = etag(policies.of(tag));
    boolean matches =
        headers.stream()
            .flatMap(header -> ETag.parse(header).stream())
            .anyMatch(known -> known.isWildcard() || known.compare(now, true));
    if (!headers.isEmpty() && !matches) {
      throw new HttpProblem(
          HttpStatus.PRECONDITION_FAILED,
          "precondition_failed",
          "the policy is another one by now; its ETag is " + now.formattedTag());
    }
  }

  private static ControlKey key(ProfileTag tag) {
    return new ControlKey(tag, ControlKey.Kind.POLICY);
  }

  private static ETag etag(PolicyView policy) {
    return new ETag(policy.etag(), false);
  }

  private static ResponseEntity<PolicyView> answer(PolicyView policy) {
    return ResponseEntity.ok()
        .eTag(etag(policy).formattedTag())
        .cacheControl(CacheControl.noCache())
        .body(policy);
  }
}
