package dev.pgohub.producer;

import dev.pgohub.schemas.InvalidKafkaPropertiesException;
import dev.pgohub.schemas.InvalidNameException;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the thread of a capture, at most one for a tag, and ends it: when it is closed, or when
 * the JVM shuts down. Thread-safe.
 */
final class CaptureThread {

  private static final Logger log = LoggerFactory.getLogger(ProfileCapture.class);
  private static final Map<String, CaptureThread> ACTIVE = new ConcurrentHashMap<>();

  /** What the thread keeps of the close timeout for its own end. */
  private static final Duration MARGIN = Duration.ofMillis(200);

  private final String tag;
  private final Duration closeTimeout;
  private final CaptureLoop loop;
  private final Thread thread;
  private final Thread shutdownHook;

  private CaptureThread(CaptureSettings settings, CaptureLoop loop) {
    this.tag = settings.tag().value();
    this.closeTimeout = settings.closeTimeout();
    this.loop = loop;
    this.thread = newThread("capture-" + tag, this::run);
    this.shutdownHook = newThread("shutdown-" + tag, this::close);
  }

  private static Thread newThread(String name, Runnable work) {
    // The service's inheritable thread locals are none of ours.
    Thread thread = new Thread(null, work, CaptureLoop.THREAD_PREFIX + name, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    return thread;
  }

  /**
   * Starts a capture.
   *
   * @return null when there is to be none; that was said in the log
   */
  static @Nullable CaptureThread start(
      @Nullable String tag,
      Map<Setting, String> built,
      Map<String, Object> overrides,
      CaptureCounters counters) {
    Map<String, String> properties = systemProperties();
    Map<String, String> environment = System.getenv();
    Consumer<String> warnings = warning -> log.warn("profile capture of {}: {}", tag, warning);
    SettingTexts texts = new SettingTexts(built, properties, environment, warnings);
    if (!texts.flag(Setting.ENABLED)) {
      log.info("profile capture of {} is switched off", tag);
      return null;
    }
    UnknownSettings.find(properties, environment).forEach(warnings);
    try {
      CaptureSettings settings =
          CaptureSettings.read(
              Objects.requireNonNullElse(tag, ""), texts, callersBuild(), overrides);
      return start(settings, counters);
    } catch (InvalidNameException | InvalidKafkaPropertiesException e) {
      warnings.accept(e.getMessage() + "; captures nothing");
      return null;
    }
  }

  private static @Nullable CaptureThread start(CaptureSettings settings, CaptureCounters counters) {
    String tag = settings.tag().value();
    List<ClassLoader> loaders = new ArrayList<>();
    Stream.of(Thread.currentThread().getContextClassLoader(), CaptureThread.class.getClassLoader())
        .filter(Objects::nonNull)
        .forEach(loaders::add);
    CaptureLoop loop =
        new CaptureLoop(settings, counters, new WarnOnce(tag), loaders.toArray(new ClassLoader[0]));
    CaptureThread capture = new CaptureThread(settings, loop);
    if (ACTIVE.putIfAbsent(tag, capture) != null) {
      log.warn("profile capture of {}: is active already; the second one captures nothing", tag);
      return null;
    }
    try {
      Runtime.getRuntime().addShutdownHook(capture.shutdownHook);
      capture.thread.start();
    } catch (IllegalStateException e) {
      ACTIVE.remove(tag, capture);
      log.debug("profile capture of {}: the JVM is shutting down", tag);
      return null;
    } catch (Error e) {
      ACTIVE.remove(tag, capture);
      throw e;
    }
    return capture;
  }

  private static Map<String, String> systemProperties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(Setting.PROPERTY_PREFIX)) {
        properties.put(name, System.getProperty(name, ""));
      }
    }
    return properties;
  }

  /** The version in the manifest of the class outside of this package that starts the capture. */
  private static String callersBuild() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .map(StackFrame::getDeclaringClass)
                    .filter(c -> c != CaptureThread.class)
                    .filter(c -> c != ProfileCapture.class && c != ProfileCapture.Builder.class)
                    .findFirst())
        .map(caller -> caller.getPackage().getImplementationVersion())
        .orElse("");
  }

  private void run() {
    try {
      loop.run();
    } finally {
      ACTIVE.remove(tag, this);
    }
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** Lets the thread take and publish the rest and waits for it, for the close timeout at most. */
  void close() {
    Duration forTheThread = closeTimeout.minus(MARGIN);
    loop.stop(forTheThread.isNegative() ? Duration.ZERO : forTheThread);
    if (!awaitEnd()) {
      thread.interrupt();
    }
    ACTIVE.remove(tag, this);
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down, perhaps by this very hook.
    }
  }

  /** An interrupt does not cut it short: it takes bounded time, and would lose the last window. */
  private boolean awaitEnd() {
    long deadline = System.nanoTime() + closeTimeout.toNanos();
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        try {
          thread.join(millis);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
