package dev.pgohub.api.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One merged profile, held so that its content can be read whatever is published meanwhile. To be
 * closed; not thread-safe.
 */
public final class OpenProfile implements AutoCloseable {

  private final Rocks.View view;
  private final StoredProfile profile;

  OpenProfile(Rocks.View view, StoredProfile profile) {
    this.view = view;
    this.profile = profile;
  }

  /** What is known about it. */
  public StoredProfile profile() {
    return profile;
  }

  /** Takes pieces of a content, in order. */
  public interface Sink {
    /** Takes the next piece. */
    void take(byte[] piece) throws IOException;
  }

  /**
   * Hands over one content, piece by piece, each small.
   *
   * @throws StoreException when the local copy fails
   */
  public void read(ContentKind kind, Sink sink) throws IOException {
    ProfileName name = profile.name();
    for (int number = 0; number < profile.content(kind).chunks(); number++) {
      byte @Nullable [] chunk = view.get(StoreKeys.chunk(name, profile.contentId(), kind, number));
      if (chunk == null) {
        throw new StoreException("content of " + profile.tag() + " is missing", null);
      }
      sink.take(chunk);
    }
  }

  @Override
  public void close() {
    view.close();
  }
}
