package dev.pgohub.merger;

import dev.pgohub.pprof.EdgeComparison;
import dev.pgohub.pprof.NoiseFloor;
import dev.pgohub.pprof.Scale;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.proto.InstanceGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds modes that nobody named: groups of instances of a tag that clearly do different things.
 *
 * <p>Two instances belong together when their profiles overlap by at least {@link #ALIKE} of what
 * the {@linkplain NoiseFloor noise floor} lets two profiles of their weights overlap; groups are
 * what hangs together so. They are reported when at least two of them hold {@link #MIN_SHARE} of
 * the weight each. Only fragments without a mode are looked at, of the latest hours.
 */
final class InstanceGroups {

  /** Of the expected overlap, below which two instances are not alike. */
  static final double ALIKE = 0.6;

  /** Edge weight below which an instance says nothing about itself. */
  static final long MIN_WEIGHT = 300;

  /** Of all weight, below which a group is not told. */
  static final double MIN_SHARE = 0.1;

  /** Names of instances that are read, and told of each group. */
  private static final int MAX_NAMES = 1_000;

  private static final int MAX_TOLD = 50;

  private record Member(String name, Tally tally) {}

  private record Group(List<Member> members, Tally tally) {}

  private InstanceGroups() {}

  /** The groups, the heaviest first; none when all instances do the same. */
  static List<InstanceGroup> find(Recent recent, Ledger ledger) {
    List<Group> groups = new ArrayList<>();
    for (Member member : members(recent, ledger)) {
      join(groups, member);
    }
    double all = groups.stream().mapToDouble(group -> group.tally().edgeWeight()).sum();
    List<Group> told =
        groups.stream()
            .filter(group -> group.tally().edgeWeight() >= MIN_SHARE * all)
            .sorted((a, b) -> Long.compare(b.tally().edgeWeight(), a.tally().edgeWeight()))
            .toList();
    return told.size() < 2 ? List.of() : describe(told, groups);
  }

  private static List<Member> members(Recent recent, Ledger ledger) {
    Map<Cell, Tally> cells = new HashMap<>();
    Map<Cell, String> names = new HashMap<>();
    for (BucketKey bucket : recent.buckets()) {
      if (bucket.owner().mode().equals(ProfileMode.NONE)
          && !ledger.bucket(bucket).getSharesCells()) {
        names.putAll(ledger.instanceNames(bucket, MAX_NAMES));
      }
    }
    recent
        .cells()
        .forEach(
            (place, tally) -> {
              if (place.bucket().owner().mode().equals(ProfileMode.NONE)
                  && names.containsKey(place.cell())) {
                cells.computeIfAbsent(place.cell(), cell -> new Tally()).add(tally, Scale.IDENTITY);
              }
            });
    List<Member> members = new ArrayList<>();
    for (Cell cell : cells.keySet()) {
      Tally tally = cells.getOrDefault(cell, new Tally());
      if (tally.edgeWeight() >= MIN_WEIGHT) {
        members.add(new Member(names.getOrDefault(cell, ""), tally));
      }
    }
    members.sort((a, b) -> a.name().compareTo(b.name()));
    return members;
  }

  /** All groups that are like a member become one with it. */
  private static void join(List<Group> groups, Member member) {
    List<Member> members = new ArrayList<>();
    members.add(member);
    Tally union = new Tally();
    union.add(member.tally(), Scale.IDENTITY);
    for (Group group : List.copyOf(groups)) {
      if (areAlike(group.tally(), member.tally())) {
        members.addAll(group.members());
        union.add(group.tally(), Scale.IDENTITY);
        groups.remove(group);
      }
    }
    groups.add(new Group(members, union));
  }

  private static boolean areAlike(Tally a, Tally b) {
    EdgeComparison comparison = EdgeComparison.of(a, b);
    // The floor is 1 at most, and takes as long again.
    return comparison.overlap() >= ALIKE
        || comparison.overlap() >= ALIKE * comparison.noiseFloor().overlap();
  }

  private static List<InstanceGroup> describe(List<Group> told, List<Group> all) {
    List<InstanceGroup> described = new ArrayList<>();
    for (Group group : told) {
      Tally others = new Tally();
      for (Group other : all) {
        if (other != group) {
          others.add(other.tally(), Scale.IDENTITY);
        }
      }
      EdgeComparison comparison = EdgeComparison.of(group.tally(), others);
      TreeSet<String> names = new TreeSet<>();
      group.members().forEach(member -> names.add(member.name()));
      described.add(
          InstanceGroup.newBuilder()
              .addAllInstances(names.stream().limit(MAX_TOLD).toList())
              .setWeight(group.tally().edgeWeight())
              .setOverlap(comparison.overlap())
              .setExpectedOverlap(comparison.noiseFloor().overlap())
              .setProposedMode("mode-" + (described.size() + 1))
              .build());
    }
    return described;
  }
}
