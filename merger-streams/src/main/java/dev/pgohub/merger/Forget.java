package dev.pgohub.merger;

import dev.pgohub.merger.state.OutputState;
import dev.pgohub.merger.state.Retained;
import dev.pgohub.merger.state.TagState;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets tags of which nothing came for a long time: their state, their status, and what is
 * published of them. One of which a generation is held, or stands in a repository, stays. The clock
 * on the wall decides only when. A tag that comes back begins anew.
 */
final class Forget {

  private static final Logger log = LoggerFactory.getLogger(Forget.class);

  /** The most tags that are forgotten at a time. */
  private static final int LIMIT = 1_000;

  private final TaskStores stores;
  private final long retentionMillis;

  Forget(TaskStores stores, long retentionMillis) {
    this.stores = stores;
    this.retentionMillis = retentionMillis;
  }

  /** Forgets what is due; returns how many tags. */
  int run(long nowMillis, Settle.Sink sink) {
    List<ProfileTag> due = new ArrayList<>();
    stores
        .tags()
        .each(
            (tag, state) -> {
              if (!state.getDirty() && nowMillis - latestMillis(tag, state) > retentionMillis) {
                due.add(tag);
              }
              return due.size() < LIMIT;
            });
    int forgotten = 0;
    for (ProfileTag tag : due) {
      if (stores.policies().kept(tag).isEmpty() && forget(tag, sink)) {
        forgotten++;
      }
    }
    return forgotten;
  }

  /** The start of its latest fragment, or what was published or refused later. */
  private long latestMillis(ProfileTag tag, TagState state) {
    long latest = TimeUnit.NANOSECONDS.toMillis(state.getLastStart());
    try {
      OutputState union = stores.tags().output(new TagMode(tag, ProfileMode.NONE));
      latest = Math.max(latest, union.getPublished().getPublishedUnixMillis());
      latest = Math.max(latest, union.getLiveUnixMillis());
    } catch (IllegalStateException e) {
      return Long.MAX_VALUE; // damaged: to be looked at, not to be forgotten
    }
    for (var refusal : state.getRefusalsMap().values()) {
      latest = Math.max(latest, refusal.getLastUnixMillis());
    }
    return latest;
  }

  private boolean forget(ProfileTag tag, Settle.Sink sink) {
    Map<TagMode, OutputState> outputs;
    try {
      outputs = stores.tags().outputs(tag);
    } catch (IllegalStateException e) {
      log.warn("{} is not forgotten: {}", tag, e.getMessage());
      return false;
    }
    for (BucketKey bucket : stores.ledger().bucketKeys(TagMode.prefixOf(tag))) {
      stores.ledger().delete(bucket);
      stores.merge().delete(bucket);
    }
    outputs.forEach(
        (output, state) -> {
          end(output, state, sink);
          stores.served().delete(output, state.getServedChunks());
        });
    stores.policies().forgetHistory(tag);
    stores.spread().delete(tag);
    stores.tags().delete(tag);
    sink.status(tag, null);
    sink.flush();
    return true;
  }

  private static void end(TagMode output, OutputState state, Settle.Sink sink) {
    if (state.getPublished().getGeneration() > 0) {
      Publication.end(output.published(Edition.CURRENT), state.getParts())
          .entries()
          .forEach(sink::merged);
    }
    if (!state.getLiveDigest().isEmpty()) {
      Publication.end(output.published(Edition.LIVE), state.getLiveParts())
          .entries()
          .forEach(sink::merged);
    }
    for (Retained one : state.getRetainedList()) {
      String digest = HexFormat.of().formatHex(one.getDigest().toByteArray());
      Publication.end(output.published(Edition.ofDigest(digest)), one.getParts())
          .entries()
          .forEach(sink::generation);
    }
  }
}
