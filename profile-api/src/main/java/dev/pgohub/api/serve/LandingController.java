package dev.pgohub.api.serve;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says where to go. */
@RestController
class LandingController {

  private static final String TEXT =
      """
      pgohub: merged CPU profiles for profile-guided optimization

      GET  /profile/{tag}             the profile for go build -pgo; ?mode= &missing=empty
      GET  /profile/{tag}@sha256:...  that generation of it
      GET  /profile/{tag}/live        the merge as of now
      GET  /profile/{tag}/stacks      full stacks, for go tool pprof
      POST /profile/{tag}             a pprof CPU profile of one instance
      GET  /api/v1/tags               all tags, as JSON
      GET  /api/v1/tags/{tag}         all that is known about one, and behind it:
           .../generations /rejections /edges /diff /policy /hold /publication
      GET  /actuator/health           whether it is ready
      GET  /actuator/prometheus       its counters
      """;

  @GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
  String landing() {
    return TEXT;
  }
}
