package dev.pgohub.merger;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Ends the thread of which a record could not be sent, with all its tasks; another one takes up at
 * the last commit.
 *
 * <p>By default Kafka Streams 4.3 gives up only the task whose record it was, when the reason may
 * pass. But all tasks of a thread share a transaction, which is aborted then: the others would go
 * on with a local state of which their changelogs know nothing, and lose it with their next move.
 */
public final class UnsentRecords implements ProductionExceptionHandler {

  /** For Kafka Streams. */
  public UnsentRecords() {}

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    return Response.fail();
  }

  @Override
  public void configure(Map<String, ?> configs) {}
}
