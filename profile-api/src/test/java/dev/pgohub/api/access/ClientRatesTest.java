package dev.pgohub.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientRatesTest {

  private long now;
  private final ClientRates rates = new ClientRates(1000, 2000, 2, () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void unseenClient_maySend() {
    assertThat(rates.wait("a")).isZero();
  }

  @Test
  void burst_isAllowedAtOnce_thenTheClientWaits() {
    rates.count("a", 1500);
    assertThat(rates.wait("a")).isZero();
    rates.count("a", 1500);
    assertThat(rates.wait("a")).isEqualTo(Duration.ofMillis(1001));
  }

  @Test
  void wait_isOverWhenItSaid() {
    rates.count("a", 5000);
    Duration wait = rates.wait("a");
    pass(wait.minusMillis(2));
    assertThat(rates.wait("a")).isPositive();
    pass(Duration.ofMillis(2));
    assertThat(rates.wait("a")).isZero();
  }

  @Test
  void pause_fillsNoMoreThanTheBurst() {
    rates.count("a", 1);
    pass(Duration.ofHours(1));
    rates.count("a", 2000);
    assertThat(rates.wait("a")).isPositive();
  }

  @Test
  void clients_doNotShare() {
    rates.count("a", 9000);
    assertThat(rates.wait("b")).isZero();
  }

  @Test
  void longestUnseenClient_isForgottenFirst() {
    rates.count("a", 9000);
    rates.count("b", 9000);
    rates.wait("a");
    rates.count("c", 9000);
    assertThat(rates.wait("a")).isPositive();
    assertThat(rates.wait("b")).isZero();
  }

  @Test
  void rateOfZero_isNoLimit() {
    ClientRates unlimited = new ClientRates(0, 1, 1, () -> now);
    unlimited.count("a", Long.MAX_VALUE / 2);
    assertThat(unlimited.wait("a")).isZero();
  }

  @Test
  void networkOfAnIpv6Host_isOneClient() {
    assertThat(ClientAddress.of("2001:db8:0:1:0:0:0:1"))
        .isEqualTo(ClientAddress.of("2001:db8:0:1:a:b:c:d"))
        .isNotEqualTo(ClientAddress.of("2001:db8:0:2:0:0:0:1"));
    assertThat(ClientAddress.of("192.0.2.1")).isEqualTo("192.0.2.1");
  }
}
