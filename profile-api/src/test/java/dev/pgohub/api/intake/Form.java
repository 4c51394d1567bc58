package dev.pgohub.api.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** Writes a multipart form. */
final class Form {

  static final String TYPE = "multipart/form-data; boundary=51eb9440-8bda";

  private final ByteArrayOutputStream form = new ByteArrayOutputStream();

  Form part(String name, String file, byte[] content) {
    String head =
        "--51eb9440-8bda\r\nContent-Disposition: form-data; name=\""
            + name
            + "\"; filename=\""
            + file
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    form.writeBytes(head.getBytes(UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n".getBytes(UTF_8));
    return this;
  }

  byte[] bytes() {
    form.writeBytes("--51eb9440-8bda--\r\n".getBytes(UTF_8));
    return form.toByteArray();
  }
}
