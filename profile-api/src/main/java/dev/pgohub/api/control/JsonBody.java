package dev.pgohub.api.control;

import dev.pgohub.api.ProfileApiSettings;
import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.problem.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the small JSON objects that are put. Thread-safe. */
@Component
class JsonBody {

  private static final int MAX_BYTES = 64 << 10;
  private static final int PIECE_BYTES = 4 << 10;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Duration timeout;

  JsonBody(ProfileApiSettings settings) {
    this.timeout = settings.bodyTimeout();
  }

  /**
   * Reads an object.
   *
   * @throws HttpProblem 415 when it is not called JSON, 413 when it is too large, 408 when it does
   *     not come, 400 when it is something else
   */
  JsonNode object(HttpServletRequest request) {
    requireJson(request.getContentType());
    return parse(bytes(request));
  }

  /**
   * Reads an object that is in memory.
   *
   * @throws HttpProblem 400 when it is something else
   */
  static JsonNode parse(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw HttpProblem.badRequest("bad_json", "the body is not JSON: " + e.getOriginalMessage());
    }
    throw HttpProblem.badRequest("bad_json", "the body must be a JSON object");
  }

  private static void requireJson(String type) {
    try {
      if (type != null
          && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(MediaType.parseMediaType(type))) {
        return;
      }
    } catch (InvalidMediaTypeException e) {
      // answered below
    }
    throw new HttpProblem(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE, "not_json", "the Content-Type must be application/json");
  }

  private byte[] bytes(HttpServletRequest request) {
    if (request.getContentLengthLong() > MAX_BYTES) {
      throw tooLarge();
    }
    RequestBody.reading(request);
    long deadline = System.nanoTime() + timeout.toNanos();
    var body = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    try {
      InputStream in = request.getInputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        if (body.size() + read > MAX_BYTES) {
          throw tooLarge();
        }
        if (System.nanoTime() - deadline > 0) {
          throw new HttpProblem(
              HttpStatus.REQUEST_TIMEOUT,
              "body_timeout",
              "the body did not come within " + timeout.toSeconds() + " s");
        }
        body.write(piece, 0, read);
      }
    } catch (IOException e) {
      throw HttpProblem.badRequest("body_cut", "the body ends early, or stalled");
    }
    RequestBody.read(request);
    return body.toByteArray();
  }

  private static HttpProblem tooLarge() {
    return new HttpProblem(
        HttpStatus.CONTENT_TOO_LARGE,
        "body_too_large",
        "the body has more than " + MAX_BYTES + " bytes");
  }
}
