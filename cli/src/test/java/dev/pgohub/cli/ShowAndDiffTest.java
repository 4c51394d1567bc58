package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowAndDiffTest {

  private static final String ONE = "../corpus/fleet/apiserver/001.pprof";
  private static final String OTHER = "../corpus/fleet/gocompile/001.pprof";

  @TempDir Path dir;

  @Test
  void edges_areTheHeaviestFirst() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("show", ONE, "--top", "3")).isZero();
    assertThat(terminal.out())
        .startsWith("262 of 269 edges are hot: those that hold the first 99% of a weight of 705\n")
        .contains("syscall.RawSyscall6 → internal/runtime/syscall.Syscall6  +2\n")
        .endsWith("… and 266 more\n");
    assertThat(terminal.run("top", ONE, "--json")).isZero();
    Map<String, Object> facts = JsonReader.object(terminal.out());
    assertThat(facts).containsEntry("hot", 262L).containsEntry("weight", 705L);
    assertThat((List<?>) facts.get("heaviest")).hasSize(262);
  }

  @Test
  void formats_ofOtherTools_areWritten() throws Exception {
    Terminal terminal = new Terminal(dir);
    Path file = dir.resolve("out.json");

    assertThat(terminal.run("show", ONE, "-f", "speedscope", "-o", file.toString())).isZero();
    assertThat(terminal.out()).isEmpty();
    assertThat(JsonReader.object(Files.readString(file)))
        .containsEntry("exporter", "pgohub")
        .containsKeys("shared", "profiles");
    assertThat(terminal.run("show", ONE, "-f", "llvm")).isZero();
    assertThat(terminal.out()).startsWith("internal/runtime/syscall.Syscall6:");
    assertThat(terminal.run("show", ONE, "-f", "stacks", "--top", "2")).isZero();
    assertThat(terminal.out()).hasLineCount(2);
  }

  @Test
  void profileWithoutStartLines_isShown_butNotMerged() {
    Terminal terminal = new Terminal(dir);
    String file = "../corpus/real/parca-fib.pb.gz";

    assertThat(terminal.run("show", file, "-f", "collapsed")).isZero();
    assertThat(terminal.out()).isNotBlank();
    assertThat(terminal.run("merge", file, "-o", dir.resolve("x").toString()))
        .isEqualTo(ExitCode.REFUSED);
    assertThat(terminal.err()).contains("unsymbolized");
  }

  @Test
  void optionsThatDoNotGoTogether_areWrongUse() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("show", ONE, "-f", "llvm", "--json")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.run("show", ONE, "-f", "llvm", "--top", "1")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.run("show", ONE, "-f", "svg")).isEqualTo(ExitCode.WRONG_USE);
    assertThat(terminal.run()).isEqualTo(ExitCode.WRONG_USE);
  }

  @Test
  void diff_ofAFileWithItself_isWithinChance() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("diff", ONE, ONE)).isZero();
    assertThat(terminal.out())
        .startsWith("overlap   100.00%; ")
        .contains("so this is within chance\n")
        .endsWith("hot       262 → 262: 0 became hot, 0 went cold\n");
  }

  @Test
  void diff_ofTwoPrograms_isMoreThanChance() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("diff", ONE, OTHER, "--top", "2")).isZero();
    assertThat(terminal.out()).contains("so this is more than chance\n");
    assertThat(terminal.run("diff", ONE, OTHER, "--json", "--top", "7")).isZero();
    Map<String, Object> facts = JsonReader.object(terminal.out());
    assertThat((Double) facts.get("overlap")).isLessThan((Double) facts.get("noiseFloor"));
    assertThat((List<?>) facts.get("changes")).hasSize(7);
  }

  @Test
  void nameThatIsNeitherFileNorTag_isSaidSo() {
    Terminal terminal = new Terminal(dir);

    assertThat(terminal.run("diff", ONE, "no/such/file")).isEqualTo(ExitCode.REFUSED);
    assertThat(terminal.err())
        .isEqualTo("pgohub: there is no file no/such/file, and it is no tag\n");
  }

  @Test
  void everyCommand_hasHelp() {
    Terminal terminal = new Terminal(dir);
    List<String> commands =
        List.of(
            "merge",
            "diff",
            "show",
            "push",
            "get",
            "status",
            "tags",
            "top",
            "doctor",
            "completion");

    assertThat(terminal.run("--help")).isZero();
    assertThat(terminal.out()).contains(commands).contains("Exit codes:");
    for (String command : commands) {
      assertThat(terminal.run(command, "--help")).as(command).isZero();
      assertThat(terminal.out()).contains("Usage: pgohub " + command);
    }
    assertThat(terminal.run("--version")).isZero();
    assertThat(terminal.run("completion")).isZero();
    assertThat(terminal.out()).contains("complete -F").contains("speedscope");
  }
}
