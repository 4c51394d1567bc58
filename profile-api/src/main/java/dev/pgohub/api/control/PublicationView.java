package dev.pgohub.api.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pgohub.api.serve.Times;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a tag is published to and what became of it, as JSON.
 *
 * @param credentials where the publisher finds them; null: none are needed
 * @param result what became of it; null: nothing yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PublicationView(
    String repository,
    String branch,
    String path,
    String way,
    @Nullable String credentials,
    @Nullable String changed,
    @Nullable Result result) {

  /**
   * What became of it.
   *
   * @param digest of what stands in the repository; null: nothing yet
   * @param error why the last try failed; null: it did not
   * @param pinned how many generations are kept because they were published
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Result(
      @Nullable String digest,
      @Nullable Long generation,
      @Nullable String commit,
      @Nullable String published,
      @Nullable String error,
      @Nullable String failed,
      int pinned) {

    private static Result of(PublicationResult result) {
      boolean done = !result.getDigest().isEmpty();
      return new Result(
          done ? "sha256:" + HexFormat.of().formatHex(result.getDigest().toByteArray()) : null,
          done ? result.getGeneration() : null,
          result.getCommit().isEmpty() ? null : result.getCommit(),
          Times.ofMillis(result.getPublishedUnixMillis()),
          result.getError().isEmpty() ? null : result.getError(),
          Times.ofMillis(result.getFailedUnixMillis()),
          result.getPinnedCount());
    }
  }

  /** The publication of a tag, if it has one. */
  public static Optional<PublicationView> of(TagNotes notes, ProfileTag tag) {
    return notes.publication(tag).map(target -> of(target, notes.published(tag).orElse(null)));
  }

  static PublicationView of(PublicationTarget target, @Nullable PublicationResult result) {
    return new PublicationView(
        target.getRepository(),
        target.getBranch(),
        target.getPath(),
        PublicationJson.name(target.getWay()),
        target.getCredentials().isEmpty() ? null : target.getCredentials(),
        Times.ofMillis(target.getChangedUnixMillis()),
        result == null ? null : Result.of(result));
  }
}
