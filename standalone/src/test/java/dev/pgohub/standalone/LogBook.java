package dev.pgohub.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Keeps all that is logged in this process, more of it than a hub logs. */
final class LogBook extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.pgohub");
  private final Level before = root.getLevel();

  private LogBook() {}

  static LogBook begin() {
    LogBook book = new LogBook();
    book.setContext(book.root.getLoggerContext());
    book.start();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    book.root.iteratorForAppenders().forEachRemaining(book::silence);
    book.root.addAppender(book);
    book.root.setLevel(Level.INFO);
    book.ours.setLevel(Level.DEBUG);
    return book;
  }

  /** What is refused here is meant to be: nobody needs to read of it. */
  private void silence(Appender<ILoggingEvent> console) {
    var filter = new ThresholdFilter();
    filter.setLevel("OFF");
    filter.start();
    console.addFilter(filter);
    silenced.add(console);
  }

  @Override
  protected void append(ILoggingEvent event) {
    String trace =
        event.getThrowableProxy() == null
            ? ""
            : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    lines.add(event.getLoggerName() + ": " + event.getFormattedMessage() + trace);
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    silenced.forEach(Appender::clearAllFilters);
    root.setLevel(before);
    ours.setLevel(null);
    SLF4JBridgeHandler.uninstall();
  }
}
