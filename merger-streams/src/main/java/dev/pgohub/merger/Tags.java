package dev.pgohub.merger;

import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/** The heads of all outputs of a partition. */
final class Tags {

  private final KeyValueStore<byte[], byte[]> store;

  Tags(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /** The head of an output; the empty one when nothing was folded into it. */
  TagHead head(TagMode output) {
    byte[] value = store.get(output.toBytes());
    return value == null ? TagHead.EMPTY : TagHead.parse(value);
  }

  void put(TagMode output, TagHead head) {
    store.put(output.toBytes(), head.toBytes());
  }

  /** Shows the dirty outputs until one is refused. */
  void eachDirty(Predicate<TagMode> wantsMore) {
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        if (TagHead.parse(entry.value).isDirty() && !wantsMore.test(TagMode.parse(entry.key))) {
          return;
        }
      }
    }
  }
}
