package dev.pgohub.jfr;

/** The JFR events that sample what a JVM runs. */
public enum SampleEvent {
  /**
   * Samples CPU time, of native code too: JDK 25 and later, Linux. Every sample carries its period.
   */
  CPU_TIME("jdk.CPUTimeSample", "eventThread"),
  /**
   * Samples up to five of the threads that run Java code, at a wall-clock interval. Where more than
   * five threads run at once, the CPU time is underestimated; which code is hot is not.
   */
  EXECUTION("jdk.ExecutionSample", "sampledThread");

  /** Counts samples of {@link #CPU_TIME} that the JVM had no room for. */
  public static final String CPU_TIME_LOST = "jdk.CPUTimeSamplesLost";

  private final String eventName;
  private final String threadField;

  SampleEvent(String eventName, String threadField) {
    this.eventName = eventName;
    this.threadField = threadField;
  }

  /** The name of the event in JFR. */
  public String eventName() {
    return eventName;
  }

  String threadField() {
    return threadField;
  }
}
