package dev.pgohub.merger;

import dev.pgohub.schemas.proto.ProfileFacts;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a generation of what changed. The wall clock decides only when: what is published is a
 * function of the fragments that were folded.
 *
 * <p>It takes a bounded share of the thread, half of it at most, and an output that was costly
 * rests accordingly. While nothing is dirty no timer runs, so an idle hub writes nothing.
 */
@SuppressWarnings("NullAway.Init") // init comes before everything else
final class Settle implements Processor<byte[], TagMode, byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(Settle.class);

  /** The shortest time between two commits that are asked for, as each costs the whole thread. */
  private static final long COMMIT_GAP_MILLIS = 100;

  private final SettleLimits limits;
  private final MergerCounters counters;
  private final DirtyTags dirty;
  private final Set<TagMode> warned = new HashSet<>();
  private ProcessorContext<byte[], byte[]> context;
  private Runs runs;
  private Tags tags;
  private @Nullable Cancellable timer;
  private long notBeforeMillis;
  private long committedMillis;
  private boolean wantsCommit;

  Settle(SettleLimits limits, MergerCounters counters) {
    this.limits = limits;
    this.counters = counters;
    this.dirty = new DirtyTags(limits.maxDirty());
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    runs = new Runs(processorContext.getStateStore(MergerTopology.RUNS));
    tags = new Tags(processorContext.getStateStore(MergerTopology.TAGS));
    remember(processorContext.currentSystemTimeMs());
  }

  @Override
  public void process(Record<byte[], TagMode> changed) {
    dirty.add(changed.value(), context.currentSystemTimeMs());
    startTimer();
  }

  private void remember(long nowMillis) {
    tags.eachDirty(output -> dirty.add(output, nowMillis));
    if (!dirty.isEmpty()) {
      startTimer();
    }
  }

  private void startTimer() {
    if (timer == null) {
      timer = context.schedule(limits.tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
    }
  }

  private void tick(long nowMillis) {
    if (nowMillis >= notBeforeMillis) {
      settleDue(nowMillis);
    }
    if (wantsCommit && nowMillis - committedMillis >= COMMIT_GAP_MILLIS) {
      context.commit();
      committedMillis = nowMillis;
      wantsCommit = false;
    }
    if (dirty.isEmpty() && dirty.hasForgotten()) {
      remember(nowMillis);
    }
    if (dirty.isEmpty() && !wantsCommit && timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void settleDue(long nowMillis) {
    long began = System.nanoTime();
    Duration took = Duration.ZERO;
    while (took.compareTo(limits.slice()) < 0) {
      DirtyTags.Waiting next = dirty.takeDue(nowMillis).orElse(null);
      if (next == null) {
        break;
      }
      settle(next.output(), nowMillis);
      wantsCommit |= next.isIdle();
      Duration before = took;
      took = Duration.ofNanos(System.nanoTime() - began);
      Duration rest = limits.restAfter(took.minus(before));
      dirty.rest(next.output(), nowMillis, nowMillis + took.plus(rest).toMillis());
    }
    // The folding of fragments gets as much time as this took.
    notBeforeMillis = nowMillis + took.multipliedBy(2).toMillis();
  }

  private void settle(TagMode output, long nowMillis) {
    TagHead head = tags.head(output);
    if (!head.isDirty()) {
      return;
    }
    long began = System.nanoTime();
    MergedContent content = MergedContent.of(runs.merged(output));
    counters.countSettling(System.nanoTime() - began);
    if (content.defaultPgo().size() > limits.maxDefaultPgoBytes()) {
      counters.countTooLarge();
      if (warned.add(output)) {
        log.warn(
            "the profile of {} has {} bytes, more than {}: generation {} stays",
            output,
            content.defaultPgo().size(),
            limits.maxDefaultPgoBytes(),
            head.published().getGeneration());
      }
      tags.put(output, head.settled(head.published(), head.parts()));
      return;
    }
    warned.remove(output);
    if (content.stacks().size() > limits.maxStacksBytes()) {
      counters.countStacksLeftOut();
      content = content.withoutStacks();
    }
    publish(output, head, content, nowMillis);
  }

  private void publish(TagMode output, TagHead head, MergedContent content, long nowMillis) {
    ProfileFacts before = head.published();
    ProfileFacts facts =
        content.facts(head).toBuilder()
            .setGeneration(before.getGeneration())
            .setPublishedUnixMillis(before.getPublishedUnixMillis())
            .build();
    if (facts.equals(before)) {
      tags.put(output, head.settled(before, head.parts()));
      return;
    }
    facts =
        facts.toBuilder()
            .setGeneration(before.getGeneration() + 1)
            .setPublishedUnixMillis(nowMillis)
            .build();
    Publication publication = Publication.of(output, facts, content, head.parts());
    for (Publication.Entry entry : publication.entries()) {
      context.forward(new Record<>(entry.key().toBytes(), entry.value(), nowMillis));
    }
    tags.put(output, head.settled(facts, publication.parts()));
    counters.countGeneration(publication.parts());
    log.debug("generation {} of {}", facts.getGeneration(), output);
  }
}
