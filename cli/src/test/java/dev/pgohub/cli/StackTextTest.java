package dev.pgohub.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgohub.pprof.ProfileText;
import org.junit.jupiter.api.Test;

class StackTextTest {

  @Test
  void collapsed_isReadRootFirst() throws Exception {
    byte[] pprof =
        StackText.collapsed("x", "main;a b;hash 3\n\nmain;a b;hash 2\nmain 1\n".getBytes(UTF_8));

    assertThat(ProfileText.stacks(ProfileFiles.forCompilers().read("x", pprof)))
        .isEqualTo("1\tmain:1:1\n5\thash:1:1;a b:1:1;main:1:1\n");
    assertThat(ProfileText.edges(ProfileFiles.forCompilers().read("x", pprof)))
        .isEqualTo("GO PREPROFILE V1\na b\nhash\n0 5\n");
  }

  @Test
  void perf_isReadLeafFirst() throws Exception {
    String text =
        """
        server 812/813 [001] 4210.110: 10101010 cycles:ppp:
        \tffffffff81 do_syscall_64+0x3b ([kernel.kallsyms])
        \t    55d0c1 std::vector<int, std::allocator<int> >::push_back(int const&)+0x1f (/opt/server)
        \t    55d001 main+0x44 (/opt/server)

        server 812/813 [001] 4210.120: 10101010 cycles:ppp:
        \t    55d001 main+0x45 (/opt/server)
        \t         0 [unknown] ([unknown])
        """;
    byte[] pprof = StackText.perf("x", text.getBytes(UTF_8));

    assertThat(ProfileText.stacks(ProfileFiles.forCompilers().read("x", pprof)))
        .isEqualTo(
            "1\tdo_syscall_64:1:1;"
                + "std::vector<int, std::allocator<int> >::push_back(int const&):1:1;main:1:1\n"
                + "1\tmain:1:1;[unknown]:1:1\n");
  }

  @Test
  void textThatIsNeither_isRefused() {
    assertThatThrownBy(() -> StackText.collapsed("x", "main;a 3\nmain;b\n".getBytes(UTF_8)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("x: line 2 ");
    assertThatThrownBy(() -> StackText.perf("x", "nothing\n".getBytes(UTF_8)))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("x holds no stacks in that format");
  }
}
