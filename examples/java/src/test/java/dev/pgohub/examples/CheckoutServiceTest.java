package dev.pgohub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckoutServiceTest {

  private CheckoutService service;

  @BeforeEach
  void start() throws Exception {
    service = CheckoutService.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void receipt_ofACart_isSortedAndSummedUp() throws Exception {
    HttpResponse<String> receipt = post("tea;2;3.50\ncake;1;12.00\ntea;1;3.50\n");

    assertThat(receipt.statusCode()).isEqualTo(200);
    assertThat(receipt.body().lines().map(line -> line.replaceAll(" +", " ")).limit(3))
        .containsExactly("cake 1 x 12.00 12.00", "tea 3 x 3.50 10.50", "total 22.50");
    assertThat(receipt.body().lines().skip(3)).singleElement().asString().matches("[0-9a-f]{16}");
  }

  @Test
  void receipt_ofALineThatIsNone_isRefused() throws Exception {
    HttpResponse<String> refused = post("tea;2;3.50\ntea;two;3.50\n");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo("line 2 is not article;quantity;price: tea;two;3.50\n");
  }

  @Test
  void load_ofOneSecond_isAnswered() throws Exception {
    assertThat(SelfLoad.run(service.port(), 1)).contains("requests in");
  }

  private HttpResponse<String> post(String cart) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.port() + "/receipt");
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(cart)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
