package dev.pgohub.publisher;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.PublicationTarget;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags whose repository does not have what is served, and has them published one after
 * the other, while it goes on reading. Not thread-safe.
 */
final class PublishLoop {

  /** Until when nothing is done for a target, and how often in a row it failed. */
  private record Rest(PublicationTarget target, int failures, long untilNanos) {

    boolean isOver(PublicationTarget now) {
      // Whoever changes a target that failed need not wait.
      return System.nanoTime() - untilNanos >= 0 || failures > 0 && !target.equals(now);
    }
  }

  private final PublisherSettings settings;
  private final Function<PublicationWork.Task, CompletableFuture<PublicationWork.Done>> worker;
  private final Map<ProfileTag, Rest> rests = new HashMap<>();
  private final SplittableRandom jitter = new SplittableRandom();
  private @Nullable CompletableFuture<PublicationWork.Done> running;

  /**
   * @param worker begins a task
   */
  PublishLoop(
      PublisherSettings settings,
      Function<PublicationWork.Task, CompletableFuture<PublicationWork.Done>> worker) {
    this.settings = settings;
    this.worker = worker;
  }

  /** Reads on for a moment, and begins what is due. */
  void step(HubView view) {
    view.poll();
    if (running != null && running.isDone()) {
      try {
        finish(view, running.join());
      } finally {
        running = null;
      }
    }
    if (running == null) {
      nextTask(view).ifPresent(task -> running = worker.apply(task));
    }
  }

  /**
   * Takes what became of a task.
   *
   * @throws CompletionException when the worker failed in a way that nobody foresaw
   */
  private void finish(HubView view, PublicationWork.Done done) {
    ProfileTag tag = done.task().tag();
    done.result().ifPresent(result -> view.controls().applyResult(tag, result));
    if (done.isFailure()) {
      int failures = rests.containsKey(tag) ? rests.get(tag).failures + 1 : 1;
      long first = settings.size(PublisherSetting.PUBLISH_RETRY);
      long longest = settings.size(PublisherSetting.PUBLISH_RETRY_MAX);
      long pause = Math.min(longest, first << Math.min(failures - 1, 20));
      rest(done.task(), failures, jitter.nextLong(pause / 2, pause + 1));
    } else {
      rest(done.task(), 0, settings.size(PublisherSetting.PUBLISH_INTERVAL));
    }
  }

  private void rest(PublicationWork.Task task, int failures, long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    rests.put(task.tag(), new Rest(task.target(), failures, until));
  }

  private Optional<PublicationWork.Task> nextTask(HubView view) {
    rests.keySet().removeIf(tag -> view.controls().of(tag).target().isEmpty());
    for (var entry : view.controls().all().entrySet()) {
      ProfileTag tag = entry.getKey();
      Optional<PublicationTarget> target = entry.getValue().target();
      Rest rest = rests.get(tag);
      if (target.isPresent() && (rest == null || rest.isOver(target.get())) && view.isOurs(tag)) {
        Optional<PublicationWork.Task> task = task(view, tag, entry.getValue());
        if (task.isPresent()) {
          return task;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<PublicationWork.Task> task(
      HubView view, ProfileTag tag, Controls.Control control) {
    PublicationTarget target = control.target().orElseThrow();
    Optional<CurrentGenerations.Place> current = view.current(tag);
    Optional<ByteString> held =
        control.hold().filter(hold -> hold.getMode().isEmpty()).map(Hold::getDigest);
    Optional<ByteString> served = held.or(() -> current.map(CurrentGenerations.Place::digest));
    PublicationResult last = control.lastResult();
    if (served.isEmpty()
        || served.get().equals(last.getDigest())
            && target.getChangedUnixMillis() <= last.getPublishedUnixMillis()
            && last.getError().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PublicationWork.Task(
            tag, target, served.get(), current.filter(p -> p.digest().equals(served.get())), last));
  }
}
