package dev.pgohub.api.intake;

import dev.pgohub.pprof.FragmentReader;
import dev.pgohub.pprof.InvalidProfileException;
import dev.pgohub.pprof.ProfileLimits;
import dev.pgohub.pprof.ProfileText;
import dev.pgohub.pprof.Tally;

/** What is in a profile, as text. */
public final class Stacks {

  private Stacks() {}

  /** The stacks as {@link ProfileText#stacks} writes them. */
  public static String of(byte[] pprof) {
    try {
      Tally tally = new Tally();
      new FragmentReader(ProfileLimits.DEFAULTS).read(pprof).addTo(tally);
      return ProfileText.stacks(tally);
    } catch (InvalidProfileException e) {
      throw new AssertionError(e);
    }
  }
}
