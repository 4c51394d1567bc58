package dev.pgohub.api.events;

import dev.pgohub.api.access.Access;
import dev.pgohub.api.access.Caller;
import dev.pgohub.api.access.Right;
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
  private final Access access;

  EventController(ChangeStreams streams, Access access) {
    this.streams = streams;
    this.access = access;
  }

  @GetMapping("/api/v1/events")
  ResponseEntity<SseEmitter> events(@RequestParam(defaultValue = "") String tag) {
    String only = tag.isEmpty() ? "" : ProfileAddress.tag(tag).value();
    Caller caller = access.caller();
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_EVENT_STREAM)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        // Proxies that gather an answer before they pass it on would gather for ever.
        .header("X-Accel-Buffering", "no")
        .body(
            streams.open(
                changed ->
                    caller.may(Right.READ, changed) && (only.isEmpty() || only.equals(changed))));
  }
}
