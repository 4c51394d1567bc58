package dev.pgohub.api.store;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.ProfileFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is known locally about a merged profile.
 *
 * @param name what it is of
 * @param facts as the merger published them
 * @param defaultPgo what the compiler gets; its digest was checked against the facts
 * @param stacks what people get; 0 bytes when stacks are not kept
 * @param contentId under which the contents lie in the database
 * @param epoch counts the times that the local copy was built from the beginning of its topic
 */
public record StoredProfile(
    ProfileName name,
    ProfileFacts facts,
    Content defaultPgo,
    Content stacks,
    long contentId,
    long epoch) {

  private static final int FORMAT = 1;

  /** The tag. */
  public ProfileTag tag() {
    return name.tag();
  }

  /** The mode, or {@link ProfileMode#NONE} for the union of all modes. */
  public ProfileMode mode() {
    return name.mode();
  }

  /** The bytes of both contents. */
  long bytes() {
    return defaultPgo.bytes() + stacks.bytes();
  }

  /** One of the two contents. */
  public Content content(ContentKind kind) {
    return kind == ContentKind.DEFAULT_PGO ? defaultPgo : stacks;
  }

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(contentId);
      out.writeLong(epoch);
      defaultPgo.write(out);
      stacks.write(out);
      facts.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  static StoredProfile read(ProfileName name, byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IOException("format " + format);
      }
      long contentId = in.readLong();
      long epoch = in.readLong();
      Content defaultPgo = Content.read(in);
      Content stacks = Content.read(in);
      ProfileFacts facts = ProfileFacts.parseFrom(in);
      return new StoredProfile(name, facts, defaultPgo, stacks, contentId, epoch);
    } catch (IOException e) {
      throw new StoreException("the local copy of " + name.tag() + " cannot be read", e);
    }
  }
}
