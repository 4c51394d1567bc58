import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What scripts/maven needs and a machine with only a JDK has no program for. */
final class MavenZip {

  public static void main(String[] args) throws Exception {
    try {
      switch (args[0]) {
        case "fetch" -> fetch(URI.create(args[1]), Path.of(args[2]));
        case "unpack" -> unpack(Path.of(args[1]), args[2], Path.of(args[3]));
        default -> throw new IOException("fetch or unpack, not " + args[0]);
      }
    } catch (IOException e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      System.exit(1);
    }
  }

  private static void fetch(URI uri, Path file) throws IOException, InterruptedException {
    HttpClient.Builder client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL);
    String proxy = System.getenv("https_proxy");
    if (proxy != null && !proxy.isBlank()) {
      URI address = URI.create(proxy);
      client.proxy(
          ProxySelector.of(new InetSocketAddress(address.getHost(), address.getPort())));
    }
    String user = System.getenv("MVNW_USERNAME");
    if (user != null) {
      String password = System.getenv().getOrDefault("MVNW_PASSWORD", "");
      client.authenticator(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              return new PasswordAuthentication(user, password.toCharArray());
            }
          });
    }
    HttpResponse<Path> response =
        client
            .build()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofFile(file));
    if (response.statusCode() != 200) {
      Files.delete(file);
      throw new IOException(uri + " answered " + response.statusCode());
    }
  }

  private static void unpack(Path zip, String sha512, Path target) throws Exception {
    String found =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip)));
    if (!found.equals(sha512)) {
      throw new IOException("the sha512 of what was fetched is " + found + ", not " + sha512);
    }
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("an entry leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(entries, path);
        }
      }
    }
  }
}
