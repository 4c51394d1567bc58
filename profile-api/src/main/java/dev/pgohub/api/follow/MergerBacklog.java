package dev.pgohub.api.follow;

import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many fragments the broker has that no merger has merged yet, by partition. Whoever takes
 * fragments in asks it, so that they do not pile up faster than they can ever be merged.
 *
 * <p>While it is not known, because nobody looked yet or the broker does not tell, no partition is
 * full. Thread-safe; one thread looks.
 */
public final class MergerBacklog {

  private static final Logger log = LoggerFactory.getLogger(MergerBacklog.class);

  private final String group;
  private final long most;
  private final FragmentFlow flow;
  private volatile long[] waiting = {};
  private boolean warned;

  /**
   * Nothing is known.
   *
   * @param group the consumer group of the mergers
   * @param most fragments of a partition that may wait; 0: any number
   * @param flow notes what the broker says
   */
  public MergerBacklog(String group, long most, FragmentFlow flow) {
    this.group = group;
    this.most = most;
    this.flow = flow;
  }

  /** Whether so many fragments wait in the partition of a tag that no more should be sent. */
  public boolean isFull(ProfileTag tag) {
    long[] now = waiting;
    return most > 0 && now.length > 0 && now[TagPartition.of(tag, now.length)] >= most;
  }

  /** How many wait in all. */
  public long fragments() {
    return Arrays.stream(waiting).sum();
  }

  /** Asks the broker. What it does not tell changes nothing, and is logged once. */
  void look(Admin admin) throws InterruptedException {
    try {
      FragmentOffsets offsets = FragmentOffsets.read(admin, group);
      waiting = offsets.waiting();
      flow.add(offsets);
      warned = false;
    } catch (ExecutionException e) {
      if (!warned) {
        log.warn(
            "how far the mergers of the group {} are is not known: {}", group, "" + e.getCause());
      }
      warned = true;
    }
  }
}
