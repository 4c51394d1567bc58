package dev.pgohub.faults;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.proto.TagStatus;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out, beside what had to.
 *
 * @param merged fragments that the merger says it counted
 * @param duplicates that it says it dropped
 * @param rejected fragments that stand among the rejections
 * @param lost acknowledged fragments that are neither in what is served nor among the rejections
 * @param doubled fragments that were counted again
 * @param wrong what else is not as it must be
 */
record Outcome(
    long merged, long duplicates, long rejected, long lost, long doubled, List<String> wrong) {

  /** Asks the hub, which must be quiet. */
  static Outcome of(Hub hub, Ledger ledger) throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    SaidByKafka said = SaidByKafka.read(hub.bootstrapServers());
    long merged = 0;
    long duplicates = 0;
    long lost = 0;
    long doubled = 0;
    for (String tag : ledger.tags()) {
      byte[] expected = ledger.defaultPgo(tag);
      HttpResponse<byte[]> served = get(hub, tag);
      Marks.Found found = Marks.compare(marks(expected), marks(served.body()));
      lost += found.lost();
      doubled += found.doubled();
      TagStatus status = said.statuses().getOrDefault(tag, TagStatus.getDefaultInstance());
      merged += status.getFragments();
      duplicates += status.getDuplicates();
      if (!Arrays.equals(expected, served.body())) {
        wrong.add(
            tag + ": what is served are not the bytes that the engine makes of all fragments");
      }
      require(wrong, tag + ": fragments", ledger.fragments(tag), status.getFragments());
      require(wrong, tag + ": weight", ledger.weight(tag), status.getWeight());
      long weight = served.headers().firstValueAsLong("X-Pgohub-Weight").orElse(-1);
      require(wrong, tag + ": weight that is served", ledger.weight(tag), weight);
    }
    lost += rejections(ledger.rejections(), said, wrong);
    return new Outcome(merged, duplicates, said.rejections().size(), lost, doubled, wrong);
  }

  /** What is served of a tag. */
  static HttpResponse<byte[]> get(Hub hub, String tag) throws IOException, InterruptedException {
    return Http.send(Http.request(hub.api().resolve("/profile/" + tag)).build());
  }

  /** How many have no trace; what is wrong with the others is added. */
  private static long rejections(
      Map<String, String> expected, SaidByKafka said, List<String> wrong) {
    long missing = 0;
    for (var fragment : expected.entrySet()) {
      String reason = said.rejections().get(fragment.getKey());
      if (reason == null) {
        missing++;
        wrong.add(fragment.getKey() + " is not among the rejections: " + fragment.getValue());
      } else if (!reason.equals(fragment.getValue())) {
        wrong.add(
            fragment.getKey() + " was refused for " + reason + ", not " + fragment.getValue());
      }
    }
    for (var refused : said.rejections().entrySet()) {
      if (!expected.containsKey(refused.getKey())) {
        wrong.add(refused.getKey() + " was refused for " + refused.getValue());
      }
    }
    require(wrong, "refused records that are no fragments", 0, said.unreadable());
    return missing;
  }

  private static void require(List<String> wrong, String what, long expected, long found) {
    if (expected != found) {
      wrong.add(what + " " + found + " instead of " + expected);
    }
  }

  /** The weights by which fragments are known; none when it is no profile. */
  private static Map<String, Long> marks(byte[] defaultPgo) {
    Map<String, Long> marks = new HashMap<>();
    Tally tally = new Tally();
    try {
      new FragmentReader(ProfileLimits.DEFAULTS).read(defaultPgo).addTo(tally);
    } catch (InvalidProfileException e) {
      return marks;
    }
    // Behind a heading, three lines for an edge: caller, callee, offset and weight.
    List<String> lines = ProfileText.edges(tally).lines().skip(1).toList();
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      if (lines.get(i).equals(Marks.CALLER)) {
        String weight = lines.get(i + 2);
        marks.merge(
            lines.get(i + 1), Long.parseLong(weight.substring(weight.indexOf(' ') + 1)), Long::sum);
      }
    }
    return marks;
  }
}
