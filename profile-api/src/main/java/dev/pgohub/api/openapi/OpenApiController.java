package dev.pgohub.api.openapi;

import com.google.protobuf.ByteString;
import dev.pgohub.api.store.Digest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Serves the description of this API. */
@RestController
class OpenApiController {

  private final RequestMappingHandlerMapping mappings;
  private final JsonMapper json;
  private volatile byte @Nullable [] description;

  OpenApiController(
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
      JsonMapper json) {
    this.mappings = mappings;
    this.json = json;
  }

  @GetMapping("/openapi.json")
  ResponseEntity<byte[]> description() {
    byte[] made = description;
    if (made == null) {
      made = json.writeValueAsBytes(OpenApiDocument.of(mappings.getHandlerMethods(), json));
      description = made;
    }
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .eTag(Digest.of(ByteString.copyFrom(made)).hex())
        .cacheControl(CacheControl.noCache())
        .body(made);
  }
}
