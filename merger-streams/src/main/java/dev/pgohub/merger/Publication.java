package dev.pgohub.merger;

import com.google.protobuf.ByteString;
import dev.pgohub.schemas.MergedProfileKey;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.MergedProfile;
import dev.pgohub.schemas.proto.ProfileFacts;
import dev.pgohub.schemas.proto.ProfilePart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One merged profile as records: its parts, if it needs any; the end of parts that the one before
 * under the same key had more; and the merged profile itself, last. No record is larger than the
 * topic takes.
 *
 * @param parts in how many parts the content is; 0 when it is in the merged profile
 */
record Publication(List<Entry> entries, int parts) {

  /** A key and its value; no value: the key ends. */
  record Entry(MergedProfileKey key, byte @Nullable [] value) {}

  /**
   * Cuts the content to records.
   *
   * @param key of the merged profile itself
   * @param partsBefore how many parts the one before had
   */
  static Publication of(
      MergedProfileKey key, ProfileFacts facts, MergedContent content, int partsBefore) {
    return of(key, facts, content, partsBefore, Topic.MAX_PART_BYTES);
  }

  static Publication of(
      MergedProfileKey key,
      ProfileFacts facts,
      MergedContent content,
      int partsBefore,
      int maxPartBytes) {
    MergedProfile.Builder whole =
        MergedProfile.newBuilder()
            .setTag(key.tag().value())
            .setMode(key.mode().value())
            .setFacts(facts);
    ByteString joined = content.defaultPgo().concat(content.stacks());
    int parts = 0;
    List<Entry> entries = new ArrayList<>();
    if (joined.size() <= maxPartBytes) {
      whole.setDefaultPgo(content.defaultPgo()).setStacks(content.stacks());
    } else {
      for (int from = 0; from < joined.size(); from += maxPartBytes) {
        ByteString piece = joined.substring(from, Math.min(joined.size(), from + maxPartBytes));
        entries.add(new Entry(key.withPart(parts), part(content, parts, piece)));
        parts++;
      }
    }
    for (int stale = parts; stale < partsBefore; stale++) {
      entries.add(new Entry(key.withPart(stale), null));
    }
    entries.add(new Entry(key, whole.setParts(parts).build().toByteArray()));
    return new Publication(entries, parts);
  }

  /**
   * The end of a merged profile.
   *
   * @param parts how many it had
   */
  static Publication end(MergedProfileKey key, int parts) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(key, null));
    for (int part = 0; part < parts; part++) {
      entries.add(new Entry(key.withPart(part), null));
    }
    return new Publication(entries, 0);
  }

  private static byte[] part(MergedContent content, int index, ByteString piece) {
    return ProfilePart.newBuilder()
        .setDigest(content.digest())
        .setIndex(index)
        .setContent(piece)
        .setDefaultPgoBytes(index == 0 ? content.defaultPgo().size() : 0)
        .build()
        .toByteArray();
  }
}
