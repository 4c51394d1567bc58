package dev.pgohub.cli;

import dev.pgohub.schemas.AccessToken;
import dev.pgohub.schemas.InvalidNameException;
import dev.pgohub.schemas.TagPattern;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes a token for a hub that asks for one. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a token for a hub that asks for one. No hub is needed.",
      "",
      "The token goes to stderr, this one time. Its line for the file that the hub's PGOHUB_TOKENS_FILE",
      "names goes to stdout; it holds a hash only:",
      "",
      "  pgohub token ci --rights read --tags 'shop-*' >> tokens",
      ""
    })
final class TokenCommand implements Callable<Integer> {

  private static final List<String> RIGHTS = List.of("read", "write", "admin");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}");

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Parameters(paramLabel = "NAME", description = "whose it is: up to 64 letters, digits and . _ -")
  private String name = "";

  @Option(
      names = "--rights",
      paramLabel = "RIGHTS",
      required = true,
      description = "of read, write and admin, with commas between")
  private String rights = "";

  @Option(
      names = "--tags",
      paramLabel = "TAG",
      description = "a tag, 'shop-*' for all that begin so, or '*', the default")
  private String tags = "*";

  @Override
  public Integer call() throws CommandFailure {
    require(NAME.matcher(name).matches(), "the name must be up to 64 letters, digits and . _ -");
    require(
        Arrays.stream(rights.split(",", -1)).allMatch(RIGHTS::contains),
        "--rights must be of read, write and admin, with commas between");
    String token = AccessToken.random(new SecureRandom());
    String hash = HexFormat.of().formatHex(AccessToken.hash(token));
    pgohub.out().printf("%s sha256:%s %s %s%n", name, hash, rights, pattern());
    pgohub.err().println(token);
    return ExitCode.OK;
  }

  private TagPattern pattern() throws CommandFailure {
    try {
      return TagPattern.parse(tags);
    } catch (InvalidNameException e) {
      throw new CommandFailure(ExitCode.WRONG_USE, "--tags: " + e.getMessage());
    }
  }

  private static void require(boolean isKept, String otherwise) throws CommandFailure {
    if (!isKept) {
      throw new CommandFailure(ExitCode.WRONG_USE, otherwise);
    }
  }
}
