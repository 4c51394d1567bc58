package dev.pgohub.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.server.common.KRaftVersion;
import org.junit.jupiter.api.Test;

class PatientMetadataCacheTest {

  private static final Uuid TOPIC_ID = Uuid.randomUuid();
  private static final ListenerName LISTENER = ListenerName.normalised("INSIDE");

  @Test
  void leader_thatIsThere_isTold() {
    assertThat(cache(1).getPartitionLeaderEndpoint("tags", 0, LISTENER))
        .contains(new Node(1, "broker", 9092));
  }

  @Test
  void leader_ofPartitionWithoutOne_isNobodyYet() {
    assertThat(cache(-1).getPartitionLeaderEndpoint("tags", 0, LISTENER)).contains(Node.noNode());
  }

  @Test
  void leader_ofWhatDoesNotExist_isEmpty() {
    assertThat(cache(1).getPartitionLeaderEndpoint("tags", 1, LISTENER)).isEmpty();
    assertThat(cache(1).getPartitionLeaderEndpoint("others", 0, LISTENER)).isEmpty();
  }

  private static PatientMetadataCache cache(int leader) {
    RegisterBrokerRecord broker =
        new RegisterBrokerRecord().setBrokerId(1).setFenced(false).setRack(null);
    broker
        .endPoints()
        .add(
            new RegisterBrokerRecord.BrokerEndpoint()
                .setName(LISTENER.value())
                .setHost("broker")
                .setPort(9092));
    ApiMessage topic = new TopicRecord().setName("tags").setTopicId(TOPIC_ID);
    ApiMessage partition =
        new PartitionRecord()
            .setTopicId(TOPIC_ID)
            .setPartitionId(0)
            .setReplicas(List.of(1))
            .setIsr(List.of(1))
            .setLeader(leader);
    MetadataDelta delta = new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
    List.of(broker, topic, partition).forEach(delta::replay);
    PatientMetadataCache cache = new PatientMetadataCache(1, () -> KRaftVersion.KRAFT_VERSION_1);
    cache.setImage(delta.apply(MetadataProvenance.EMPTY));
    return cache;
  }
}
