package dev.pgohub.merger;

import dev.pgohub.merger.Settle.Content;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.PolicyEpoch;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.TagPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Merges the fragments of one tag again, from nothing and on the heap, by the same rules and under
 * the same policies as the merger did: so a generation can be made once more from the offsets that
 * it names. Not thread-safe.
 */
final class Reproduction {

  private final ProfileTag tag;
  private final MergerSettings settings;
  private final ProfileFacts facts;
  private final TaskStores stores;
  private final Deque<PolicyEpoch> epochs;

  /**
   * @param facts of the generation
   */
  Reproduction(ProfileTag tag, ProfileFacts facts, MergerSettings settings) {
    this.tag = tag;
    this.settings = settings;
    this.facts = facts;
    stores =
        TaskStores.of(
            new InMemory(new HashMap<>()), new FragmentReader(settings.profileLimits()), settings);
    epochs = new ArrayDeque<>(facts.getPoliciesList());
  }

  private record InMemory(Map<String, MemoryStore> byName) implements TaskStores.Source {

    @Override
    public KeyValueStore<byte[], byte[]> keyValues(String name) {
      return byName.computeIfAbsent(name, MemoryStore::new);
    }

    @Override
    public OpenHours openHours() {
      return OpenHours.none();
    }
  }

  /** Takes a record of the partition; those of other tags are passed over. */
  void add(byte[] key, byte[] value, long offset, long arrivedMillis) {
    while (!epochs.isEmpty() && epochs.peek().getFromOffset() <= offset) {
      say(epochs.remove().getFieldsMap());
    }
    try {
      Envelope envelope = Envelope.read(key, value);
      if (envelope.owner().tag().equals(tag)
          && !stores.admit().isDuplicate(envelope, arrivedMillis)) {
        stores.ledger().add(stores.admit().admit(envelope, arrivedMillis, offset));
      }
    } catch (RefusedException e) {
      // It was refused then, too.
    }
  }

  /**
   * What they come to.
   *
   * @param fragments how many counted
   */
  record Made(MergedContent content, long fragments) {}

  /** What they come to in a mode, or in the union. */
  Made made(ProfileMode mode) {
    say(facts.getPolicyMap());
    Policy policy = stores.policies().of(tag).policy();
    TagMerge merge = TagMerge.of(tag, policy, stores, SettleLimits.of(settings));
    ModeMerge of =
        mode.equals(ProfileMode.NONE)
            ? merge.union()
            : merge
                .modes()
                .getOrDefault(mode, new ModeMerge(ToldBuilds.NONE, settings.runLimits()));
    MergedContent content = Content.of(of, policy, SettleLimits.of(settings)).bytes();
    return new Made(content, of.facts().getFragments());
  }

  private void say(Map<String, String> fields) {
    stores
        .policies()
        .put(
            new ControlKey(tag, ControlKey.Kind.POLICY),
            TagPolicy.newBuilder().putAllFields(fields).build().toByteArray());
  }
}
