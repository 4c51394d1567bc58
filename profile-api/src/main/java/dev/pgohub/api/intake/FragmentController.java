package dev.pgohub.api.intake;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes fragments from agents, curl, and everything that has no Kafka client. */
@RestController
class FragmentController {

  private final FragmentIntake intake;

  FragmentController(FragmentIntake intake) {
    this.intake = intake;
  }

  @PostMapping("/profile/{tag}")
  FragmentIntake.Taken post(@PathVariable String tag, HttpServletRequest request) {
    return intake.take(tag, request);
  }
}
