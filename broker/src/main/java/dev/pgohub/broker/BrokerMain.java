package dev.pgohub.broker;

import java.nio.file.Path;

/**
 * A broker in a process of its own. Arguments: the data directory, and the port on 127.0.0.1, 0 for
 * a free one. Says in one line on the output where it listens, and on the error output why it ended
 * by itself. Exit codes: 0 ended as asked, by SIGTERM; 1 it could not start; 2 a wrong use; 6 it
 * gave up, for example because its disk is full: started again, it goes on.
 */
public final class BrokerMain {

  private static final int BAD_START = 1;
  private static final int WRONG_USE = 2;
  private static final int GAVE_UP = 6;

  private BrokerMain() {}

  /** Runs until SIGTERM or a fault. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length != 2 || !args[1].matches("[0-9]{1,5}")) {
      System.err.println("usage: dev.pgohub.broker.BrokerMain DIRECTORY PORT");
      return WRONG_USE;
    }
    EmbeddedBroker broker;
    try {
      broker =
          EmbeddedBroker.start(new BrokerSettings(Path.of(args[0]), Integer.parseInt(args[1])));
    } catch (BrokerStartException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return BAD_START;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(broker), "pgohub-broker-stop"));
    System.out.println("Kafka broker on " + broker.bootstrapServers());
    System.err.println(broker.failure().join());
    // In order when it still can; within a time, for its threads may hang in what failed.
    broker.close();
    Runtime.getRuntime().halt(GAVE_UP);
    return GAVE_UP;
  }

  /** The process would otherwise end with 143 after SIGTERM, as if it had not ended in order. */
  private static void end(EmbeddedBroker broker) {
    broker.close();
    Runtime.getRuntime().halt(0);
  }
}
