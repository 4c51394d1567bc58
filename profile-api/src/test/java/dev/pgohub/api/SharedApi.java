package dev.pgohub.api;

import com.google.protobuf.MessageLite;
import dev.pgohub.api.store.Generation;
import dev.pgohub.api.store.Generation.Message;
import dev.pgohub.pprof.CanonicalWriter;
import dev.pgohub.pprof.FoldedFragment;
import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.StackShares;
import dev.pgohub.pprof.Tally;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ControlKey.Kind;
import dev.pgohub.schemas.Edition;
import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.Topic;
import dev.pgohub.schemas.proto.Hold;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One API without a broker for all tests that only read, and what is in its local copy. */
public final class SharedApi {

  public static final Generation UNION = Generation.of("checkout", "", 7, 600_000, 900_000);
  public static final Generation SERVE = Generation.of("checkout", "serve", 3, 5000, 100);
  public static final Generation BATCH = Generation.of("checkout", "batch", 2, 5, 5);
  public static final Generation BARE = Generation.of("bare.tag_1-x", "", 1, 50, 0);
  public static final Generation ONLY_MODE = Generation.of("only-modes", "serve", 1, 5, 5);

  /** Below readiness: only the merge as of now. */
  public static final Generation EARLY = Generation.of("early", "", 0, 800, 80);

  public static final Generation EARLY_MODE = Generation.of("early", "serve", 0, 80, 8);

  /** Three generations, the first of which is held. */
  public static final List<Generation> HELD =
      List.of(Generation.of("held", 1), Generation.of("held", 2), Generation.of("held", 3));

  public static final String HOLD_REASON = "the new one is slow – see page 7";

  /** Held is a generation that is no longer there. */
  public static final Generation LOST = Generation.of("lost", 2);

  /**
   * Real profiles: the latest generation and, with one fragment more, the merge as of now, in which
   * each is of a build of its own.
   */
  public static final Generation REAL = real(1, 1);

  public static final Generation REAL_LIVE = real(0, 2);

  private static final RunningApi API = start();

  private SharedApi() {}

  public static RunningApi get() {
    return API;
  }

  private static RunningApi start() {
    try {
      Path dir = Files.createTempDirectory(Path.of("target"), "shared-api");
      RunningApi.storeMessages(dir, messages());
      RunningApi api =
          RunningApi.start(RunningApi.NO_BROKER, dir, Map.of("pgohub.event-streams", 2));
      Runtime.getRuntime().addShutdownHook(new Thread(api::close));
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (Generation current : List.of(UNION, SERVE, BATCH, BARE, ONLY_MODE, LOST, REAL)) {
      messages.add(current.whole());
    }
    for (int i = 0; i < 10; i++) {
      messages.add(Generation.of("tag-" + i, 1).whole());
    }
    messages.add(EARLY.whole(Edition.LIVE));
    messages.add(EARLY_MODE.whole(Edition.LIVE));
    messages.add(REAL_LIVE.whole(Edition.LIVE));
    messages.add(REAL.whole(REAL.edition()));
    HELD.forEach(generation -> messages.add(generation.whole(generation.edition())));
    messages.add(HELD.get(2).whole());
    messages.add(control("held", Kind.HOLD, hold(HELD.get(0))));
    messages.add(control("lost", Kind.HOLD, hold(Generation.of("lost", 1))));
    messages.add(Said.status("early", Said.earlyStatus()));
    messages.add(Said.status("checkout", Said.checkoutStatus()));
    messages.add(control("checkout", Kind.POLICY, Said.checkoutPolicy()));
    messages.add(control("checkout", Kind.PUBLICATION, Said.checkoutPublication()));
    messages.add(control("checkout", Kind.PUBLISHED, Said.checkoutPublished()));
    messages.addAll(Said.rejections("refused"));
    return messages;
  }

  private static Hold hold(Generation generation) {
    return Hold.newBuilder()
        .setDigest(generation.digest().bytes())
        .setReason(HOLD_REASON)
        .setSinceUnixMillis(1_700_000_800_000L)
        .build();
  }

  private static Message control(String tag, Kind kind, MessageLite message) {
    byte[] key = new ControlKey(ProfileTag.of(tag), kind).toBytes();
    return new Message(Topic.POLICIES, key, message.toByteArray());
  }

  private static Generation real(long number, int fragments) {
    Tally tally = new Tally();
    SortedMap<String, Tally> builds = new TreeMap<>();
    FragmentReader reader = new FragmentReader(ProfileLimits.DEFAULTS);
    for (int i = 1; i <= fragments; i++) {
      try {
        FoldedFragment read = reader.read(Corpus.read("fleet/apiserver/00" + i + ".pprof"));
        read.addTo(tally);
        Tally build = new Tally();
        read.addTo(build);
        builds.put("v" + i, build);
      } catch (InvalidProfileException e) {
        throw new IllegalStateException(e);
      }
    }
    StackShares shares =
        fragments == 1 ? StackShares.NONE : StackShares.of(tally, tally, 1, builds);
    return new Generation(
        ProfileTag.of("real"),
        ProfileMode.NONE,
        number,
        CanonicalWriter.defaultPgo(tally),
        CanonicalWriter.stacks(tally, "build", shares));
  }
}
