package dev.pgohub.schemas;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.apache.kafka.common.utils.Utils;

/**
 * In which partition what concerns a tag is, in every topic of the hub: where Kafka's own clients
 * send a record whose key is the tag. Stateless.
 */
public final class TagPartition {

  private TagPartition() {}

  /**
   * The partition of a tag.
   *
   * @param partitions of the topic
   */
  public static int of(ProfileTag tag, int partitions) {
    return ofKey(tag.value().getBytes(US_ASCII), partitions);
  }

  /** The partition of a record's key, by murmur2, as Kafka's Java client has it. */
  public static int ofKey(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
