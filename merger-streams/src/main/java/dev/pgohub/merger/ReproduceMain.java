package dev.pgohub.merger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.TagPartition;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.OffsetRange;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Makes a generation once more from the fragments at the broker, and compares the digests. */
public final class ReproduceMain {

  static final int SAME = 0;
  static final int OTHER = 1;
  static final int WRONG_USE = 2;
  static final int NO_BROKER = 3;
  static final int NO_GENERATION = 4;
  static final int FRAGMENTS_GONE = 5;

  private static final String USAGE = "usage: scripts/reproduce TAG@sha256:DIGEST [MODE]";
  private static final Pattern NAME = Pattern.compile("([^@]+)@sha256:([0-9a-f]{12,64})");

  private final MergerSettings settings;
  private final PrintStream out;

  private ReproduceMain(MergerSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Runs with the settings of a merger in the environment; the exit code says what came out. */
  public static void main(String[] args) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-tool.xml");
    }
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    Matcher name = NAME.matcher(args.length == 0 ? "" : args[0]);
    if (args.length > 2 || !name.matches()) {
      err.println(USAGE);
      return WRONG_USE;
    }
    try {
      ReproduceMain main = new ReproduceMain(MergerSettings.fromEnvironment(environment), out);
      return main.run(
          ProfileTag.of(name.group(1)),
          ProfileMode.of(args.length == 2 ? args[1] : ""),
          name.group(2));
    } catch (IllegalArgumentException e) {
      err.println("scripts/reproduce: " + e.getMessage());
      return WRONG_USE;
    } catch (KafkaException e) {
      err.println("scripts/reproduce: the broker cannot be read: " + e.getMessage());
      return NO_BROKER;
    }
  }

  private int run(ProfileTag tag, ProfileMode mode, String digest) {
    try (PartitionReader reader = new PartitionReader(StreamsProperties.of(settings))) {
      Map<String, ProfileFacts> found = generations(reader, tag, mode, digest);
      if (found.size() != 1) {
        out.println(
            found.isEmpty()
                ? "there is no generation " + digest + " of " + tag + " at the broker"
                : found.size() + " generations of " + tag + " have digests that begin so");
        return NO_GENERATION;
      }
      return reproduce(reader, tag, mode, found.values().iterator().next());
    }
  }

  private static Map<String, ProfileFacts> generations(
      PartitionReader reader, ProfileTag tag, ProfileMode mode, String digest) {
    String topic = Topic.GENERATIONS.topicName();
    int partition = TagPartition.of(tag, reader.partitions(topic));
    TopicPartition of = new TopicPartition(topic, partition);
    Map<String, ProfileFacts> found = new TreeMap<>();
    reader.read(
        of,
        reader.begin(of),
        Long.MAX_VALUE,
        record -> {
          MergedProfileKey key = MergedProfileKey.parse(record.key());
          Edition edition = key.edition();
          if (key.part() == MergedProfileKey.WHOLE
              && key.tag().equals(tag)
              && key.mode().equals(mode)
              && edition.digestHex().startsWith(digest)) {
            if (record.value() == null) {
              found.remove(edition.digestHex());
            } else {
              found.put(edition.digestHex(), facts(record.value()));
            }
          }
        });
    return found;
  }

  private static ProfileFacts facts(byte[] value) {
    try {
      return MergedProfile.parseFrom(value).getFacts();
    } catch (InvalidProtocolBufferException e) {
      throw new KafkaException("a generation cannot be read", e);
    }
  }

  private int reproduce(
      PartitionReader reader, ProfileTag tag, ProfileMode mode, ProfileFacts facts) {
    if (facts.getEngineVersion() != OutputFacts.ENGINE_VERSION) {
      out.printf(
          "it was made by rules %d, these are rules %d: the bytes may differ%n",
          facts.getEngineVersion(), OutputFacts.ENGINE_VERSION);
    }
    OffsetRange range = facts.getOffsets(0);
    TopicPartition partition =
        new TopicPartition(Topic.FRAGMENTS.topicName(), range.getPartition());
    long begin = reader.begin(partition);
    if (begin > range.getFirst()) {
      out.printf(
          "fragments are gone: generation %d of %s is made of offsets %d to %d of %s, the broker"
              + " has those from %d on%n",
          facts.getGeneration(), tag, range.getFirst(), range.getLast(), partition, begin);
      return FRAGMENTS_GONE;
    }
    if (facts.getPoliciesCount() == 0 || facts.getPolicies(0).getFromOffset() > range.getFirst()) {
      out.println("the first policies that decided on its fragments are no longer known");
      return FRAGMENTS_GONE;
    }
    out.printf("reading offsets %d to %d of %s%n", range.getFirst(), range.getLast(), partition);
    Reproduction reproduction = new Reproduction(tag, facts, settings);
    reader.read(
        partition,
        range.getFirst(),
        range.getLast(),
        record ->
            reproduction.add(record.key(), record.value(), record.offset(), record.timestamp()));
    String then = HexFormat.of().formatHex(facts.getDigest().toByteArray());
    Reproduction.Made made = reproduction.made(mode);
    String now = HexFormat.of().formatHex(made.content().digest().toByteArray());
    out.printf(
        "generation %d, %d fragments then: sha256:%s%n",
        facts.getGeneration(), facts.getFragments(), then);
    out.printf("made again, %d fragments now:  sha256:%s%n", made.fragments(), now);
    out.println(now.equals(then) ? "the same" : "NOT the same");
    return now.equals(then) ? SAME : OTHER;
  }
}
