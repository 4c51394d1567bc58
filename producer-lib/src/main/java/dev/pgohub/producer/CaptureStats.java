package dev.pgohub.producer;

/**
 * What a capture did since it started. {@code windows} is the sum of {@code idle}, {@code
 * published}, {@code dropped}, {@code failed} and {@code pending}, except for the moment in which a
 * window passes from one to the next. Worth an alert: {@code dropped} and {@code failed}.
 *
 * @param windows stretches of time that were captured to their end
 * @param idle windows without a sample; nothing is sent for them
 * @param published windows that the broker acknowledged
 * @param dropped windows given up because too many were pending, or because the time to close was
 *     over
 * @param failed windows that could not be read, or that the broker refuses for good
 * @param pending windows that wait for the broker
 * @param samples in all windows
 * @param truncatedSamples of these, those whose stack lost frames at its root
 * @param lostSamples that the JVM had no room for, took without a stack, or that did not fit
 */
public record CaptureStats(
    long windows,
    long idle,
    long published,
    long dropped,
    long failed,
    long pending,
    long samples,
    long truncatedSamples,
    long lostSamples) {

  /** Nothing happened. */
  public static final CaptureStats NONE = new CaptureStats(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
