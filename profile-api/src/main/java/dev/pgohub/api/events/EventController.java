package dev.pgohub.api.events;

import dev.pgohub.api.serve.ProfileAddress;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Says which tags change, as they do. */
@RestController
class EventController {

  private final ChangeStreams streams;

  EventController(ChangeStreams streams) {
    this.streams = streams;
  }

  @GetMapping("/api/v1/events")
  ResponseEntity<SseEmitter> events(@RequestParam(defaultValue = "") String tag) {
    String only = tag.isEmpty() ? "" : ProfileAddress.tag(tag).value();
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        // Proxies that gather an answer before they pass it on would gather for ever.
        .header("X-Accel-Buffering", "no")
        .body(streams.open(only));
  }
}
