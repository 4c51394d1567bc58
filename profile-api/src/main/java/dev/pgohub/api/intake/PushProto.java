package dev.pgohub.api.intake;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.pgohub.api.problem.HttpProblem;
import java.io.IOException;

/**
 * Reads a push in protobuf, as {@code push.proto} says, field by field: so that a small body cannot
 * ask for many objects.
 */
final class PushProto {

  private PushProto() {}

  /** Something that reads one field of a message. */
  private interface FieldReader {
    void read(CodedInputStream in, int field) throws IOException;
  }

  /**
   * Reads it.
   *
   * @throws HttpProblem 400
   */
  static PushedProfiles read(byte[] body) {
    PushedProfiles pushed = new PushedProfiles();
    try {
      message(
          CodedInputStream.newInstance(body), 1, (in, field) -> readSeries(in, pushed.addSeries()));
      return pushed;
    } catch (IOException e) {
      throw HttpProblem.badRequest("bad_protobuf", "the body is no PushRequest: " + e.getMessage());
    }
  }

  private static void readSeries(CodedInputStream outer, PushedProfiles.Series series)
      throws IOException {
    nested(
        outer,
        2,
        (in, field) -> {
          String[] texts = {"", ""};
          byte[][] profile = {{}};
          if (field == 1) {
            nested(in, 2, (label, part) -> texts[part - 1] = label.readString());
            series.label(texts[0], texts[1]);
          } else {
            nested(in, 2, (sample, part) -> readSample(sample, part, profile, texts));
            series.profile(profile[0], texts[1]);
          }
        });
  }

  private static void readSample(CodedInputStream in, int field, byte[][] profile, String[] texts)
      throws IOException {
    if (field == 1) {
      profile[0] = in.readByteArray();
    } else {
      texts[1] = in.readString();
    }
  }

  private static void nested(CodedInputStream in, int fields, FieldReader reader)
      throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    message(in, fields, reader);
    in.popLimit(outer);
  }

  /** The first so many fields of a message, all of which have a length; others are passed over. */
  private static void message(CodedInputStream in, int fields, FieldReader reader)
      throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field <= fields
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        reader.read(in, field);
      } else {
        in.skipField(tag);
      }
    }
  }
}
