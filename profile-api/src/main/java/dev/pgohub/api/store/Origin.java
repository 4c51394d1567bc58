package dev.pgohub.api.store;

/**
 * From which topic a part of the local copy was made. A topic that is created anew has another id.
 *
 * @param clusterId of the Kafka cluster
 * @param topicId of the topic
 */
public record Origin(String clusterId, String topicId) {

  @Override
  public String toString() {
    return clusterId + "/" + topicId;
  }
}
