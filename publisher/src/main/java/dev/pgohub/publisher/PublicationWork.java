package dev.pgohub.publisher;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.protobuf.ByteString;
import dev.pgohub.publisher.PublicationException.Reason;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import dev.pgohub.telemetry.LogField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Publishes one generation of one tag, and says in the topic what became of it. Not thread-safe.
 */
final class PublicationWork {

  private static final Logger log = LoggerFactory.getLogger(PublicationWork.class);
  private static final int MAX_PINNED = 1_000;
  private static final int SEND_SECONDS = 60;

  /**
   * What is to be published.
   *
   * @param digest of the generation that is served
   * @param place where it stands; empty when it is an earlier one
   * @param before what became of the last publication
   */
  record Task(
      ProfileTag tag,
      PublicationTarget target,
      ByteString digest,
      Optional<CurrentGenerations.Place> place,
      PublicationResult before) {}

  /** What became of it; no result: it could not be told to the topic. */
  record Done(Task task, Optional<PublicationResult> result) {

    boolean isFailure() {
      return result.isEmpty() || !result.get().getError().isEmpty();
    }
  }

  private final ContentReader contents;
  private final GitPublisher git;
  private final KafkaProducer<byte[], byte[]> results;
  private final LongSupplier clock;
  private final PublicationMeters meters;

  /**
   * @param clock milliseconds since 1970 UTC
   */
  PublicationWork(
      ContentReader contents,
      GitPublisher git,
      KafkaProducer<byte[], byte[]> results,
      LongSupplier clock,
      PublicationMeters meters) {
    this.contents = contents;
    this.git = git;
    this.results = results;
    this.clock = clock;
    this.meters = meters;
  }

  /** Does it; what goes wrong is in the result. */
  Done run(Task task) throws InterruptedException {
    try (var field = MDC.putCloseable(LogField.TAG.key(), task.tag.value())) {
      return publish(task);
    }
  }

  private Done publish(Task task) throws InterruptedException {
    long began = System.nanoTime();
    PublicationResult result;
    try {
      Generation generation =
          task.place.isPresent()
              ? contents.current(task.tag, task.place.get())
              : contents.earlier(task.tag, task.digest);
      result = published(task, generation, git.publish(task.target, generation));
      meters.countCommitted(System.nanoTime() - began);
      log.atInfo()
          .addKeyValue(LogField.GENERATION.key(), generation.number())
          .addKeyValue(LogField.DIGEST.key(), generation.digest())
          .log("{}: generation {} is commit {}", task.tag, generation.number(), result.getCommit());
    } catch (PublicationException e) {
      result = failed(task, e, began);
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (RuntimeException e) {
      // Of the message nobody knows whether it may be told.
      String what = e.getClass().getSimpleName();
      Reason reason = e instanceof KafkaException ? Reason.NO_CONTENT : Reason.UNEXPECTED;
      log.debug("{} failed with a {} at {}", task.tag, what, e.getStackTrace());
      result = failed(task, new PublicationException(reason, "it failed with a " + what), began);
    }
    return new Done(task, tell(task.tag, result) ? Optional.of(result) : Optional.empty());
  }

  private PublicationResult published(Task task, Generation generation, String commit) {
    ByteString digest = ByteString.copyFrom(HexFormat.of().parseHex(generation.digest()));
    List<ByteString> pinned = new ArrayList<>(task.before.getPinnedList());
    pinned.remove(digest);
    pinned.add(digest);
    return PublicationResult.newBuilder()
        .setDigest(digest)
        .setGeneration(generation.number())
        .setCommit(commit)
        // Not before the target, should its clock be ahead: else it would be published for ever.
        .setPublishedUnixMillis(Math.max(clock.getAsLong(), task.target.getChangedUnixMillis()))
        .addAllPinned(pinned.subList(Math.max(0, pinned.size() - MAX_PINNED), pinned.size()))
        .build();
  }

  private PublicationResult failed(Task task, PublicationException e, long beganNanos) {
    meters.countFailed(e.reason(), System.nanoTime() - beganNanos);
    log.atWarn()
        .addKeyValue(LogField.REASON.key(), e.code())
        .log("{} is not published: {}", task.tag, e.getMessage());
    return task.before.toBuilder()
        .setError(String.valueOf(e.getMessage()))
        .setFailedUnixMillis(clock.getAsLong())
        .build();
  }

  private boolean tell(ProfileTag tag, PublicationResult result) throws InterruptedException {
    byte[] key = new ControlKey(tag, ControlKey.Kind.PUBLISHED).toBytes();
    var record = new ProducerRecord<>(Topic.POLICIES.topicName(), key, result.toByteArray());
    try {
      results.send(record).get(SEND_SECONDS, SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the result of {} did not reach the broker: {}", tag, e.toString());
      return false;
    }
  }
}
