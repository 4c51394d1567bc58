package dev.pgohub.api.intake.scrape;

import dev.pgohub.schemas.ProfileMode;
import dev.pgohub.schemas.ProfileTag;
import java.net.URI;
import java.time.Duration;

/**
 * An entry of the list: a URL, or a DNS name behind which there are several instances.
 *
 * @param tag under which the profiles are merged
 * @param mode of the profiles, or none
 * @param instance who is profiled; empty: host and port
 * @param build what is profiled; may be empty
 * @param url where a profile is; for a name of several instances, without host and port
 * @param srv the name of DNS SRV records; empty: there is one instance, at the URL
 * @param seconds that a profile takes, 1 to 300
 * @param interval from one profile to the next of an instance, not shorter than a profile takes
 */
record ScrapeTarget(
    ProfileTag tag,
    ProfileMode mode,
    String instance,
    String build,
    URI url,
    String srv,
    int seconds,
    Duration interval) {

  boolean isName() {
    return !srv.isEmpty();
  }

  /** The instance at that host and port of a name. */
  ScrapeTarget at(String host, int port) {
    String name = host.contains(":") ? "[" + host + "]" : host;
    String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    return new ScrapeTarget(
        tag,
        mode,
        name + ":" + port,
        build,
        URI.create(url.getScheme() + "://" + name + ":" + port + path),
        "",
        seconds,
        interval);
  }
}
