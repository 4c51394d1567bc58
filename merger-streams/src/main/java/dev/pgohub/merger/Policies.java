package dev.pgohub.merger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.pgohub.merger.state.PolicyHistory;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.InvalidPolicyException;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.Hold;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.PublicationResult;
import dev.pgohub.schemas.proto.TagPolicy;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said about the tags of a partition from outside, and since which fragment it holds. */
final class Policies {

  private static final Logger log = LoggerFactory.getLogger(Policies.class);

  /** Parsed policies that are remembered. */
  private static final int MAX_PARSED = 1_000;

  private static final int MAX_EPOCHS = 100;

  /**
   * A policy that holds.
   *
   * @param fitness what it lets in
   * @param hash another one for another policy; never 0
   * @param whole all its fields, as a {@code TagPolicy}
   */
  record InForce(Policy policy, Fitness fitness, long hash, ByteString whole) {
    static InForce of(Policy policy) {
      ByteString whole = TagPolicy.newBuilder().putAllFields(policy.texts()).build().toByteString();
      return new InForce(policy, new Fitness(policy), Cell.hash(policy.toString()) | 1, whole);
    }
  }

  private final KeyValueStore<byte[], byte[]> store;
  private final InForce standard;
  private final Map<ByteString, InForce> parsed =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, InForce> eldest) {
          return size() > MAX_PARSED;
        }
      };

  /**
   * @param store {@link ControlKey} → the record's value; and the history of each tag
   * @param standard what holds for what a tag does not say
   */
  Policies(KeyValueStore<byte[], byte[]> store, Policy standard) {
    this.store = store;
    this.standard = InForce.of(standard);
  }

  /** The policy that holds for a tag now. */
  InForce of(ProfileTag tag) {
    byte[] value = get(tag, ControlKey.Kind.POLICY);
    return value == null
        ? standard
        : parsed.computeIfAbsent(ByteString.copyFrom(value), bytes -> parse(tag, bytes));
  }

  /** The policy that a tag had, from {@link InForce#whole}. */
  InForce of(ProfileTag tag, ByteString whole) {
    return parsed.computeIfAbsent(whole, bytes -> parse(tag, bytes));
  }

  /** Digests of generations that are kept: because they stand in a repository, or are held. */
  Set<ByteString> kept(ProfileTag tag) {
    Set<ByteString> kept = new HashSet<>();
    try {
      byte[] hold = get(tag, ControlKey.Kind.HOLD); // first, as it is what is served
      if (hold != null) {
        kept.add(Hold.parseFrom(hold).getDigest());
      }
      byte[] published = get(tag, ControlKey.Kind.PUBLISHED);
      if (published != null) {
        kept.addAll(PublicationResult.parseFrom(published).getPinnedList());
      }
    } catch (InvalidProtocolBufferException e) {
      log.warn("what is said about {} cannot be read: {}", tag, e.getMessage());
    }
    return kept;
  }

  private byte @Nullable [] get(ProfileTag tag, ControlKey.Kind kind) {
    return store.get(new ControlKey(tag, kind).toBytes());
  }

  /** Lets something else be said; null: nothing. */
  void put(ControlKey key, byte @Nullable [] value) {
    if (value == null) {
      store.delete(key.toBytes());
    } else {
      store.put(key.toBytes(), value);
    }
  }

  /** Notes that a policy decides on fragments from an offset on. */
  void begin(ProfileTag tag, Policy policy, long offset) {
    PolicyHistory.Builder history = PolicyHistory.newBuilder().addAllEpochs(epochs(tag));
    if (history.getEpochsCount() == MAX_EPOCHS) {
      history.removeEpochs(0);
    }
    history.addEpochs(PolicyEpoch.newBuilder().setFromOffset(offset).putAllFields(policy.texts()));
    store.put(historyKey(tag), history.build().toByteArray());
  }

  /** The policies as they came to decide on fragments, the latest last. */
  List<PolicyEpoch> epochs(ProfileTag tag) {
    byte[] value = store.get(historyKey(tag));
    try {
      return value == null ? List.of() : PolicyHistory.parseFrom(value).getEpochsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged history of " + tag, e);
    }
  }

  /** Forgets which policies decided on fragments of a tag. */
  void forgetHistory(ProfileTag tag) {
    store.delete(historyKey(tag));
  }

  private static byte[] historyKey(ProfileTag tag) {
    return (tag + "\0\0history").getBytes(US_ASCII);
  }

  /** What a policy says that nobody can read any more is the default. */
  private InForce parse(ProfileTag tag, ByteString value) {
    try {
      return InForce.of(standard.policy().with(TagPolicy.parseFrom(value).getFieldsMap()));
    } catch (InvalidProtocolBufferException | InvalidPolicyException e) {
      log.warn("the policy of {} is not one, the default holds: {}", tag, e.getMessage());
      return standard;
    }
  }
}
