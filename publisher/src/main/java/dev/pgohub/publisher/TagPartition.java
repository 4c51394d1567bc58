package dev.pgohub.publisher;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pgohub.schemas.ProfileTag;
import org.apache.kafka.common.utils.Utils;

/** In which partition the merged profiles of a tag are: all of them in that of its fragments. */
final class TagPartition {

  private TagPartition() {}

  static int of(ProfileTag tag, int partitions) {
    return Utils.toPositive(Utils.murmur2(tag.value().getBytes(US_ASCII))) % partitions;
  }
}
