package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.jfr.MethodLines.MethodSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTablesTest {

  private static final String OVERLOADS = Overloads.class.getName();
  private static final String FILE = "dev/pgohub/jfr/Overloads.java";

  private final LineTables lines = LineTables.of(getClass().getClassLoader());

  @Test
  void find_overloads_eachHasItsOwnFirstLine() throws IOException {
    assertThat(find(OVERLOADS, "twice", "(I)I"))
        .isEqualTo(new MethodSource(FILE, lineOf("first of twice(int)")));
    assertThat(find(OVERLOADS, "twice", "(J)J"))
        .isEqualTo(new MethodSource(FILE, lineOf("first of twice(long)")));
  }

  @Test
  void find_lambda_hasItsOwnFirstLine() throws IOException {
    assertThat(find(OVERLOADS, "lambda$adder$0", "(II)I"))
        .isEqualTo(new MethodSource(FILE, lineOf("first of the lambda")));
  }

  @Test
  void find_methodThatIsNotThere_hasNoLine() {
    assertThat(find(OVERLOADS, "thrice", "(I)I")).isEqualTo(new MethodSource(FILE, 0));
  }

  @Test
  void find_classOfTheJdk_isFound() {
    MethodSource source = find("java.util.Map$Entry", "comparingByKey", "()Ljava/util/Comparator;");
    assertThat(source.file()).isEqualTo("java/util/Map.java");
    assertThat(source.startLine()).isPositive();
  }

  @Test
  void find_nativeMethod_hasNoLine() {
    assertThat(find("java.lang.Object", "hashCode", "()I"))
        .isEqualTo(new MethodSource("java/lang/Object.java", 0));
  }

  @Test
  void find_classWithoutAFile_guessesTheTopLevelClass() {
    assertThat(find("shop.Cart$Item$1", "run", "()V"))
        .isEqualTo(new MethodSource("shop/Cart.java", 0));
    assertThat(find("Cart", "run", "()V")).isEqualTo(new MethodSource("Cart.java", 0));
    assertThat(find("$Proxy3", "run", "()V")).isEqualTo(new MethodSource("", 0));
  }

  @Test
  void find_generatedClass_isNotLookedFor() {
    LineTables strict =
        new LineTables(
            path -> {
              throw new AssertionError("looked for " + path);
            });
    assertThat(strict.find("shop.Cart$$Lambda.0x00ab", "shop.Cart$$Lambda", "get", "()V"))
        .isEqualTo(new MethodSource("shop/Cart.java", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 40, 400})
  void find_brokenClassFile_hasNoLine(int length) throws IOException {
    byte[] whole;
    try (var in = getClass().getResourceAsStream("Overloads.class")) {
      whole = in.readAllBytes();
    }
    byte[] cut = java.util.Arrays.copyOf(whole, length);
    LineTables broken = new LineTables(path -> new ByteArrayInputStream(cut));
    assertThat(broken.find(OVERLOADS, OVERLOADS, "twice", "(I)I"))
        .isEqualTo(new MethodSource(FILE, 0));
  }

  @Test
  void find_loaderThatThrows_hasNoLine() {
    LineTables throwing =
        new LineTables(
            path -> {
              throw new IllegalStateException("closed");
            });
    assertThat(throwing.find(OVERLOADS, OVERLOADS, "twice", "(I)I"))
        .isEqualTo(new MethodSource(FILE, 0));
  }

  @Test
  void find_sameMethodAgain_doesNotReadAgain() {
    AtomicInteger reads = new AtomicInteger();
    LineTables counting =
        new LineTables(
            path -> {
              reads.incrementAndGet();
              return getClass().getClassLoader().getResourceAsStream(path);
            });
    for (int i = 0; i < 3; i++) {
      counting.find(OVERLOADS, OVERLOADS, "twice", "(I)I");
      counting.find(OVERLOADS, OVERLOADS, "twice", "(J)J");
    }
    assertThat(reads).hasValue(1);
  }

  private MethodSource find(String className, String name, String descriptor) {
    return lines.find(className, StableNames.of(className), name, descriptor);
  }

  static int lineOf(String remark) throws IOException {
    List<String> source = Files.readAllLines(Path.of("src/test/java").resolve(FILE));
    for (int i = 0; i < source.size(); i++) {
      if (source.get(i).contains("// " + remark)) {
        return i + 1;
      }
    }
    throw new AssertionError("no line says " + remark);
  }
}
