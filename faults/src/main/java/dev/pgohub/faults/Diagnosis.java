package dev.pgohub.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What is worth knowing of a hub that does not come back. Stateless. */
final class Diagnosis {

  private static final long UNTIL_DUMPED_MILLIS = 2_000;

  private Diagnosis() {}

  /**
   * Prints what the broker says of transactions and of the mergers' group, and lets every process
   * write what its threads do into its log.
   */
  static void print(Hub hub, PrintStream out) throws IOException, InterruptedException {
    for (Child child : hub.all()) {
      child.signal("QUIT");
    }
    Map<String, Object> configs =
        Map.of(
            "bootstrap.servers",
            hub.bootstrapServers(),
            "request.timeout.ms",
            10_000,
            "default.api.timeout.ms",
            10_000);
    try (Admin admin = Admin.create(configs)) {
      out.println("group: " + admin.describeConsumerGroups(List.of(Hub.APPLICATION)).all().get());
      out.println("transactions: " + admin.listTransactions().all().get());
      List<String> topics = List.copyOf(admin.listTopics().names().get());
      List<TopicPartition> partitions =
          admin.describeTopics(topics).allTopicNames().get().values().stream()
              .flatMap(
                  topic ->
                      topic.partitions().stream()
                          .map(info -> new TopicPartition(topic.name(), info.partition())))
              .toList();
      admin
          .describeProducers(partitions)
          .all()
          .get()
          .forEach(
              (partition, state) ->
                  state.activeProducers().stream()
                      .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                      .forEach(producer -> out.println("open in " + partition + ": " + producer)));
      Map<TopicPartition, OffsetSpec> ends =
          partitions.stream().collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
      var all = admin.listOffsets(ends).all().get();
      var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
      admin
          .listOffsets(ends, committed)
          .all()
          .get()
          .forEach(
              (partition, end) -> {
                if (end.offset() != Objects.requireNonNull(all.get(partition)).offset()) {
                  out.println(
                      partition + " can be read to " + end + ", and ends at " + all.get(partition));
                }
              });
    } catch (ExecutionException e) {
      out.println("the broker does not tell: " + e.getCause());
    }
    Thread.sleep(UNTIL_DUMPED_MILLIS);
  }
}
