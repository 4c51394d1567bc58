package dev.pgohub.api.store;

/**
 * From which topic the local copy was made. A topic that is created anew has another id.
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of {@code merged-profiles}
 */
public record Origin(String clusterId, String topicId) {

  @Override
  public String toString() {
    return clusterId + "/" + topicId;
  }
}
