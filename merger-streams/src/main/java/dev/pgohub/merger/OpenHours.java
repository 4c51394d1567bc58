package dev.pgohub.merger;

import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.pprof.Run;
import dev.pgohub.pprof.TallyLimits;
import dev.pgohub.schemas.ProfileTag;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The hours of one partition that fragments come to, on the heap, and the sums of those before: a
 * copy of what stands in the stores, which is dropped whenever it might not be one. A store itself,
 * so that it lives as long as they are open, and is empty when they are opened again. Not
 * thread-safe.
 */
final class OpenHours implements StateStore {

  /** With fewer fragments, an hour is read as quickly. */
  static final int MIN_FRAGMENTS = 64;

  private final String name;
  private final HourHeap heap;
  private final TallyLimits ofGroup;
  private final TallyLimits ofSum;
  private boolean isOpen;

  /**
   * None yet.
   *
   * @param heap where they are
   * @param ofGroup what a group of an hour may hold
   * @param ofSum what the sum of an hour may hold
   */
  OpenHours(String name, HourHeap heap, TallyLimits ofGroup, TallyLimits ofSum) {
    this.name = name;
    this.heap = heap;
    this.ofGroup = ofGroup;
    this.ofSum = ofSum;
  }

  /** None at all, ever. */
  static OpenHours none() {
    TallyLimits any = new TallyLimits(1, 1);
    return new OpenHours("none", new HourHeap(0), any, any);
  }

  /** An hour, when it is here. */
  Optional<OpenHour> get(BucketKey key) {
    return heap.get(this, key).map(OpenHour.class::cast);
  }

  /** What the past hours of a tag came to when that was last kept. */
  Optional<PastHours> past(ProfileTag tag) {
    return heap.get(this, tag).map(PastHours.class::cast);
  }

  /** Keeps what the past hours of a tag come to, if it fits. */
  void keep(ProfileTag tag, PastHours past) {
    if (past.bytes() <= heap.maxBytes()) {
      heap.put(this, tag, past);
    }
  }

  /** Fills an hour with all that the stores say about it. */
  interface Reader {

    /**
     * Reads it.
     *
     * @param maxBytes above which it need not be read further
     */
    void read(BucketKey key, OpenHour into, long maxBytes);
  }

  /**
   * An hour, read from the stores if it is not here.
   *
   * @param bucket what is known about it
   * @return empty when it does not fit, or is not worth it
   */
  Optional<OpenHour> open(BucketKey key, BucketState bucket, Reader reader) {
    Optional<OpenHour> here = get(key);
    if (here.isPresent() && here.get().isAllOf(bucket)) {
      return here;
    }
    if (heap.maxBytes() == 0 || bucket.getFragments() < MIN_FRAGMENTS || heap.isUnfit(this, key)) {
      return Optional.empty();
    }
    OpenHour hour = new OpenHour(ofGroup, ofSum);
    reader.read(key, hour, heap.maxBytes());
    boolean isWhole = hour.fits(heap.maxBytes()) && hour.isAllOf(bucket);
    heap.put(this, key, isWhole ? hour : null);
    return isWhole ? Optional.of(hour) : Optional.empty();
  }

  /** Notes what is now known about a group, if its hour is here. */
  void put(GroupKey group, GroupState state) {
    get(group.bucket()).ifPresent(hour -> hour.put(group, state));
  }

  /** Adds a run to a group, if its hour is here. */
  void add(GroupKey group, Run run) {
    get(group.bucket())
        .ifPresent(
            hour -> {
              hour.add(group, run);
              heap.put(this, group.bucket(), hour.fits(heap.maxBytes()) ? hour : null);
            });
  }

  /** Forgets an hour. */
  void drop(BucketKey key) {
    heap.remove(this, key);
  }

  /** Forgets all hours. */
  void dropAll() {
    heap.removeAll(this);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    dropAll();
    context.register(root, (key, value) -> {});
    isOpen = true;
  }

  @Override
  public void close() {
    dropAll();
    isOpen = false;
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  /** Makes one for each partition. */
  record Builder(String name, HourHeap heap, TallyLimits ofGroup, TallyLimits ofSum)
      implements StoreBuilder<OpenHours> {

    @Override
    public OpenHours build() {
      return new OpenHours(name, heap, ofGroup, ofSum);
    }

    @Override
    public StoreBuilder<OpenHours> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<OpenHours> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<OpenHours> withLoggingEnabled(Map<String, String> config) {
      throw new UnsupportedOperationException("a copy needs no log");
    }

    @Override
    public StoreBuilder<OpenHours> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }
  }
}
