package dev.pgohub.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Does harm to a hub, and waits until it has got over it. Not thread-safe. */
final class Injector {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Hub hub;
  private final Gaps acknowledgements;
  private final Random random;
  private final Duration session;
  private final Duration away;
  private final Map<Harm, Integer> done = new EnumMap<>(Harm.class);
  private final List<Double> restores = new ArrayList<>();

  /**
   * Nothing is done yet.
   *
   * @param acknowledgements marked when a fragment was taken in over HTTP
   * @param random draws which merger, and whether it is killed besides
   * @param session after how long a merger that says nothing is given up
   * @param away how long the broker stays away
   */
  Injector(Hub hub, Gaps acknowledgements, Random random, Duration session, Duration away) {
    this.hub = hub;
    this.acknowledgements = acknowledgements;
    this.random = random;
    this.session = session;
    this.away = away;
  }

  /** All that can be done here. */
  List<Harm> possible() {
    List<Harm> harms = new ArrayList<>(List.of(Harm.values()));
    if (!hub.stateDisk().isMounted() || !hub.brokerDisk().isMounted()) {
      harms.removeIf(Harm::isOfDisks);
    }
    return harms;
  }

  /**
   * Does it.
   *
   * @return whether the hub works again within two minutes
   */
  boolean inflict(Harm harm) throws IOException, InterruptedException {
    done.merge(harm, 1, Integer::sum);
    List<Child> mergers = hub.mergers();
    Child merger = mergers.get(random.nextInt(mergers.size()));
    switch (harm) {
      case KILL_MERGER -> killMerger(merger);
      case KILL_API -> restart(hub.apiProcess());
      case KILL_BROKER -> restart(hub.broker());
      case BROKER_AWAY -> {
        hub.broker().kill();
        Thread.sleep(away.toMillis());
        hub.broker().start();
      }
      case STOP_MERGER -> pause(merger);
      case STOP_API -> pause(hub.apiProcess());
      case STOP_BROKER -> pause(hub.broker());
      case KILL_ALL -> {
        hub.all().forEach(Child::kill);
        hub.start();
      }
      case FULL_STATE_DISK -> fill(hub.stateDisk(), mergers.get(1), random.nextBoolean());
      case FULL_BROKER_DISK -> fill(hub.brokerDisk(), hub.broker(), false);
      default -> throw new IllegalArgumentException(harm.name());
    }
    return isOverIt();
  }

  private void killMerger(Child merger) throws IOException, InterruptedException {
    restart(merger);
    if (Await.until(LIMIT, () -> hub.isMerging(merger))) {
      restores.add((System.nanoTime() - merger.startedNanos()) / 1e9);
    }
  }

  private static void restart(Child child) throws IOException {
    child.kill();
    child.start();
  }

  private void pause(Child child) throws IOException, InterruptedException {
    child.signal("STOP");
    try {
      Thread.sleep(session.toMillis() * 3 / 2 + 500);
    } finally {
      child.signal("CONT");
    }
  }

  /** A part need not write at once, so it may have to begin anew on the full disk. */
  private void fill(SmallDisk disk, Child user, boolean killed)
      throws IOException, InterruptedException {
    disk.fill(disk == hub.brokerDisk());
    try {
      if (killed) {
        user.kill();
        user.start();
      }
      Duration most = session.multipliedBy(3);
      Await.until(most, () -> user.endedByItself() != null);
    } finally {
      disk.free();
    }
  }

  private boolean isOverIt() throws InterruptedException {
    long before = acknowledgements.count();
    return Await.until(
        LIMIT,
        () ->
            hub.all().stream().allMatch(Child::isAlive)
                && acknowledgements.count() > before
                && hub.isServing()
                && hub.mergers().stream().allMatch(hub::isMerging));
  }

  /** How often each was done. */
  Map<Harm, Integer> done() {
    return done;
  }

  /** Seconds from the start of a merger that was killed until it merged again, of each. */
  List<Double> restores() {
    return restores;
  }
}
