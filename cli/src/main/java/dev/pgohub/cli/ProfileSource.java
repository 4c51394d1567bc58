package dev.pgohub.cli;

import dev.pgohub.pprof.Tally;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a profile from a file when there is one of that name, else from the hub. */
final class ProfileSource {

  private final Pgohub pgohub;
  private final HubOption hub;
  private final String mode;
  private final ProfileFiles files = ProfileFiles.forPeople();

  /**
   * A source.
   *
   * @param mode of tags; empty: the union
   */
  ProfileSource(Pgohub pgohub, HubOption hub, String mode) {
    this.pgohub = pgohub;
    this.hub = hub;
    this.mode = mode;
  }

  /**
   * Reads one.
   *
   * @param name a file, {@code -}, {@code TAG} or {@code TAG@sha256:…}
   * @param withStacks whether the stacks are needed, which a hub keeps beside the edges
   */
  Tally read(String name, boolean withStacks) throws CommandFailure {
    Path file = Path.of(name);
    if (name.equals("-") || Files.exists(file)) {
      return files.read(name, ProfileFiles.bytes(file));
    }
    if (!HubAddress.isOne(name)) {
      throw new CommandFailure(ExitCode.REFUSED, "there is no file " + name + ", and it is no tag");
    }
    HubAddress address = HubAddress.of(name, mode);
    String path = withStacks ? address.stacksPath() : address.profilePath();
    return files.read(name, hub.hub(pgohub).require(path).body());
  }
}
