package dev.pgohub.api.tags;

import static dev.pgohub.api.SharedApi.REAL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgohub.api.RunningApi;
import dev.pgohub.api.SharedApi;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FlameHttpTest {

  private static final String FLAME = "/api/v1/tags/real/flame";

  private static final RunningApi api = SharedApi.get();
  private final JsonMapper json = new JsonMapper();

  private JsonNode read(String path) {
    HttpResponse<byte[]> response = api.get(path);
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    return json.readTree(response.body());
  }

  private static List<JsonNode> frames(JsonNode flame) {
    List<JsonNode> frames = new ArrayList<>();
    flame.get("frames").forEach(frames::add);
    return frames;
  }

  @Test
  void flame_ofWhatIsServed_isTheTopOfItsStacks() {
    JsonNode flame = read(FLAME + "?min=0.01");
    long total = flame.get("totalWeight").asLong();
    assertThat(flame.get("profile").get("digest").asString())
        .isEqualTo("sha256:" + REAL.digest().hex());
    assertThat(total).isEqualTo(read(FLAME + "?min=0&frames=20000").get("totalWeight").asLong());
    List<JsonNode> frames = frames(flame);
    assertThat(frames.get(0).get("name").asString()).isEqualTo("all");
    assertThat(frames.get(0).get("weight").asLong()).isEqualTo(total).isPositive();
    assertThat(frames.get(0).has("before")).isFalse();
    assertThat(frames)
        .filteredOn(frame -> !frame.has("others"))
        .hasSizeLessThan(flame.get("totalFrames").asInt())
        .allSatisfy(
            frame -> assertThat(frame.get("weight").asLong()).isGreaterThanOrEqualTo(total / 100));
    assertThat(frames)
        .filteredOn(frame -> frame.has("others"))
        .isNotEmpty()
        .allSatisfy(frame -> assertThat(frame.has("name")).isFalse());
  }

  @Test
  void flame_underAPath_isThatPart() {
    JsonNode top = read(FLAME + "?depth=1");
    JsonNode heaviest =
        frames(top).stream()
            .filter(frame -> frame.get("depth").asInt() == 1 && frame.has("key"))
            .max(Comparator.comparingLong(frame -> frame.get("weight").asLong()))
            .orElseThrow();
    JsonNode part = read(FLAME + "?path=" + heaviest.get("key").asString());
    JsonNode root = part.get("frames").get(0);
    assertThat(root.get("name")).isEqualTo(heaviest.get("name"));
    assertThat(root.get("weight")).isEqualTo(heaviest.get("weight"));
    assertThat(part.get("way").size()).isEqualTo(2);
    assertThat(part.get("way").get(1).get("key")).isEqualTo(heaviest.get("key"));
    assertThat(part.get("totalWeight")).isEqualTo(top.get("totalWeight"));
  }

  @Test
  void flame_limits_areKept() {
    List<JsonNode> frames = frames(read(FLAME + "?min=0&frames=50&depth=7"));
    assertThat(frames).filteredOn(frame -> !frame.has("others")).hasSize(50);
    assertThat(frames).allMatch(frame -> frame.get("depth").asInt() <= 8);
  }

  @Test
  void flame_withABase_hasWhatWasBefore() {
    JsonNode same = read(FLAME + "?base=served");
    assertThat(same.get("baseWeight")).isEqualTo(same.get("totalWeight"));
    assertThat(frames(same))
        .allSatisfy(frame -> assertThat(frame.get("before")).isEqualTo(frame.get("weight")));
    JsonNode live = read(FLAME + "?edition=live&base=1&min=0.01");
    assertThat(live.get("totalWeight").asLong()).isGreaterThan(live.get("baseWeight").asLong());
    assertThat(live.get("base").get("generation").asInt()).isEqualTo(1);
    assertThat(frames(live)).anyMatch(frame -> frame.get("before").asLong() > 0);
  }

  @Test
  void flame_ofABuild_isOfItsStacksAlone() {
    JsonNode all = read(FLAME + "?edition=live");
    assertThat(read(FLAME).get("builds").size()).isZero();
    assertThat(all.get("builds").size()).isEqualTo(2);
    long sum = 0;
    for (JsonNode build : all.get("builds")) {
      String query = "&build=" + build.get("build").asString();
      JsonNode one = read(FLAME + "?edition=live" + query);
      assertThat(one.get("totalWeight")).isEqualTo(build.get("weight"));
      assertThat(one.get("builds")).isEqualTo(all.get("builds"));
      sum += one.get("totalWeight").asLong();
    }
    assertThat(all.get("totalWeight").asLong()).isEqualTo(sum);
  }

  @Test
  void flame_ofTwoBuilds_comparesThem() {
    JsonNode first = read(FLAME + "?edition=live&build=v1");
    JsonNode compared = read(FLAME + "?edition=live&build=v2&baseBuild=v1&min=0.01");
    assertThat(compared.get("baseWeight")).isEqualTo(first.get("totalWeight"));
    assertThat(frames(compared)).anyMatch(frame -> frame.get("before").asLong() > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "real, min=1.5, 400, bad_min",
    "real, min=-1, 400, bad_min",
    "real, min=1e-3, 400, bad_min",
    "real, depth=501, 400, bad_depth",
    "real, frames=0, 400, bad_frames",
    "real, frames=20001, 400, bad_frames",
    "real, path=main, 400, bad_path",
    "real, path=0123456, 400, bad_path",
    "real, path=00000001.00000002, 404, no_frame",
    "real, edition=x, 400, bad_edition",
    "real, base=x, 400, bad_edition",
    "real, base=99, 404, no_generation",
    "real, build=v1, 404, no_build",
    "real, edition=live&build=v3, 404, no_build",
    "real, edition=live&build=v1&base=served, 404, no_build",
    "real, edition=live&baseBuild=v3, 404, no_build",
    "real, mode=-, 400, bad_mode",
    "bare.tag_1-x, min=0, 404, no_stacks",
    "unknown, min=0, 404, no_generation",
    "early, min=0, 404, no_generation",
  })
  void flame_thatCannotBe_isAProblem(String tag, String query, int status, String reason) {
    HttpResponse<byte[]> response = api.get("/api/v1/tags/" + tag + "/flame?" + query);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json.readTree(response.body()).get("reason").asString()).isEqualTo(reason);
  }
}
