package dev.pgohub.merger;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.pgohub.merger.state.BucketState;
import dev.pgohub.merger.state.GroupState;
import dev.pgohub.merger.state.InstanceState;
import dev.pgohub.merger.state.TagState;

/** Reads the messages that the stores hold. What cannot be read is a fault of ours. */
final class States {

  private States() {}

  static BucketState bucket(byte[] bytes) {
    return parse(BucketState.parser(), bytes);
  }

  static InstanceState instance(byte[] bytes) {
    return parse(InstanceState.parser(), bytes);
  }

  static GroupState group(byte[] bytes) {
    return parse(GroupState.parser(), bytes);
  }

  static TagState tag(byte[] bytes) {
    return parse(TagState.parser(), bytes);
  }

  private static <M> M parse(Parser<M> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a damaged state of " + bytes.length + " bytes", e);
    }
  }
}
