package dev.pgohub.api.control;

import dev.pgohub.api.problem.HttpProblem;
import dev.pgohub.api.serve.ProfileAddress;
import dev.pgohub.api.store.TagNotes;
import dev.pgohub.schemas.ControlKey;
import dev.pgohub.schemas.ProfileTag;
import dev.pgohub.schemas.proto.PublicationTarget;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The repository to which a tag's default.pgo is committed. */
@RestController
@RequestMapping("/api/v1/tags/{tag}/publication")
class PublicationController {

  private final TagNotes notes;
  private final ControlWriter writer;
  private final JsonBody body;

  PublicationController(TagNotes notes, ControlWriter writer, JsonBody body) {
    this.notes = notes;
    this.writer = writer;
    this.body = body;
  }

  @GetMapping
  PublicationView get(@PathVariable String tag) {
    ProfileTag of = ProfileAddress.tag(tag);
    return PublicationView.of(notes, of)
        .orElseThrow(
            () ->
                new HttpProblem(
                    HttpStatus.NOT_FOUND, "no_publication", "tag " + of + " is not published"));
  }

  @PutMapping
  PublicationView put(@PathVariable String tag, HttpServletRequest request) {
    ProfileTag of = ProfileAddress.tag(tag);
    PublicationTarget target = PublicationJson.read(body.object(request));
    writer.write(key(of), () -> target);
    return PublicationView.of(target, notes.published(of).orElse(null));
  }

  @DeleteMapping
  ResponseEntity<Void> delete(@PathVariable String tag) {
    writer.delete(key(ProfileAddress.tag(tag)), () -> {});
    return ResponseEntity.noContent().build();
  }

  private static ControlKey key(ProfileTag tag) {
    return new ControlKey(tag, ControlKey.Kind.PUBLICATION);
  }
}
