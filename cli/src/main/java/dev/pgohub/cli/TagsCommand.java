package dev.pgohub.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists the tags that a hub serves. */
@Command(
    name = "tags",
    mixinStandardHelpOptions = true,
    description = {"Lists the tags that the hub has a profile of."})
final class TagsCommand implements Callable<Integer> {

  private static final int PAGE = 500;

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  private Pgohub pgohub;

  @Mixin private HubOption hub = new HubOption();

  @Option(names = "--limit", paramLabel = "N", description = "at most so many; default 10000")
  private int limit = 10_000;

  @Option(names = "--json", description = "as a JSON list of what the hub says of each")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure {
    Hub found = hub.hub(pgohub);
    List<Object> all = new ArrayList<>();
    Object next = "";
    while (next != null && all.size() < limit) {
      String after = next.toString().isEmpty() ? "" : "&after=" + next; // tags are safe in URLs
      int most = Math.min(PAGE, limit - all.size());
      Map<String, Object> page =
          HubJson.object(found.require("/api/v1/tags?limit=" + most + after));
      if (page.get("tags") instanceof List<?> tags) {
        all.addAll(tags);
      }
      next = page.get("next");
    }
    if (json) {
      pgohub.out().println(JsonText.of(all));
      return ExitCode.OK;
    }
    for (Object entry : all) {
      if (entry instanceof Map<?, ?> tag) {
        pgohub
            .out()
            .printf(
                "%-32s generation %s, weight %s, %s fragments%n",
                tag.get("tag"),
                HubJson.text(tag.get("generation")),
                HubJson.text(tag.get("weight")),
                HubJson.text(tag.get("fragments")));
      }
    }
    return ExitCode.OK;
  }
}
