package dev.pgohub.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void text_throughBoth_isTheSame() {
    String text =
        "{\"a\":[1,-2,0.5,true,false,null,{}],\"b\\\"\\\\\\u0001\":\"é\",\"c\":[],\"d\":{\"e\":\"\"}}";

    assertThat(JsonText.of(JsonReader.read(text))).isEqualTo(text);
  }

  @Test
  void blanksAndEscapes_areRead() {
    assertThat(JsonReader.read(" [ \"\\n\\t\\/\\u00e9\" , 1e3 ] \n"))
        .isEqualTo(java.util.List.of("\n\t/é", 1000.0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1", "\"a", "\"\\", "\"\\u12", "{\"a\"}", "[1}", "1 2", "x", "{a:1}"})
  void textThatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void depth_isBounded() {
    assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
