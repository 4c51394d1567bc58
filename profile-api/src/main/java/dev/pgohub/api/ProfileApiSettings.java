package dev.pgohub.api;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.pgohub.api.access.TokensFile;
import dev.pgohub.schemas.BrokerAccess;
import dev.pgohub.schemas.InvalidKafkaPropertiesException;
import dev.pgohub.schemas.InvalidPolicyException;
import dev.pgohub.schemas.Policy;
import dev.pgohub.schemas.Topic;
import dev.pgohub.telemetry.LogFormat;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the API: {@code pgohub.data-dir} as a property, {@code PGOHUB_DATA_DIR} in the
 * environment, and so on. Sizes are written as {@code 32MB} (1 MB = 2<sup>20</sup> bytes), times as
 * {@code 10s} or {@code 5m}.
 *
 * @param bootstrapServers the Kafka brokers, {@code host:port}, separated by commas
 * @param dataDir where the local copy of what the topics say is kept; created when missing; at most
 *     one process uses it at a time
 * @param httpPort the port that is served, 0 to 65535; 0 takes a free one
 * @param httpAddress the address that is listened on; the default is reached from this machine only
 * @param authentication {@code auto}: whoever has a token, or, without a file of tokens, everybody
 *     on this machine; {@code none}: everybody who reaches the address
 * @param tokensFile the tokens and what each may, a line for each; empty: none
 * @param kafkaProperties a file of settings of Kafka's clients, such as those for TLS and SASL;
 *     empty: none
 * @param partitions of each topic that is missing and therefore created, 1 to 10,000
 * @param storeCache memory for blocks of the local copy, write buffers included; at least 1 MB
 * @param storeWriteBuffers memory for what was not yet written to files, at least 1 MB, at most
 *     {@code storeCache}
 * @param profileCache memory for profiles that were served last, 0 to 4 GB, each as it is sent; one
 *     of more than half a megabyte is read from the local copy each time
 * @param maxPosts fragments that are taken in at the same time, 1 to 80; beyond: 503
 * @param maxPostBytes bytes of bodies held at the same time, at least 9 MB; beyond: 503. The memory
 *     they need while they are checked and sent is up to three times as much.
 * @param fragmentReaders profiles that are checked at the same time, and those of agents that are
 *     converted, 1 to 64
 * @param bodyTimeout the longest time in which a body must have arrived, up to 10 minutes
 * @param responseTimeout the longest time in which a client must have taken a profile, up to an
 *     hour
 * @param publishTimeout the longest wait for the broker's acknowledgement, 2 seconds to 2 minutes
 * @param applicationId what the mergers of the hub have in common: their consumer group
 * @param maxBacklog fragments of a partition that may wait to be merged, up to 1,000,000,000;
 *     beyond: 503 for its tags; 0: any number
 * @param clientRate bytes a second that one client address may post; 0: no limit
 * @param clientBurst bytes that one client address may post at once after a pause
 * @param clients client addresses whose rate is remembered, 1 to 1,000,000; beyond, the one longest
 *     unseen is forgotten
 * @param maxTags tags that there may be, 1 to 10,000,000; fragments of one more are refused
 * @param policy what holds for tags of which nothing else is said, such as {@code
 *     stitch=sum;minDuration=5s}; see {@link Policy#parse}
 * @param staleAfter how long no fragment may have come until a tag is called stale, a minute to 10
 *     years
 * @param rejectionsPerTag refused fragments of a tag that are remembered, 1 to 1000
 * @param rejections refused fragments of all tags that are remembered, 1 to 10,000,000
 * @param comparisons requests that compare profiles or want them in another format at the same
 *     time, 1 to 64
 * @param flameCache memory for trees of the flame graphs that were looked at last, 0 to 4 GB; a
 *     larger tree is made anew each time
 * @param modeLabels labels of agents that name the mode, the first that is there counts
 * @param instanceLabels labels of agents that name the instance
 * @param buildLabels labels of agents that name the build
 * @param maxRecording bytes of a JFR recording without its gzip, 1 MB to 256 MB; the memory that it
 *     needs while it is read is up to ten times as much
 * @param recordingTimeout the longest time for reading a JFR recording, up to 5 minutes
 * @param scrapeFile a list of targets from which profiles are fetched; empty: none are
 * @param scrapes profiles that are fetched at the same time, 1 to 32
 * @param scrapeTimeout how much longer than the profile a target's answer may take, up to 5 minutes
 * @param scrapeDns where the names in the list are asked for, such as {@code dns://10.0.0.2:53};
 *     empty: at the machine's own name servers
 * @param eventStreams who are told at the same time what changes, 0 to 1500
 * @param logFormat lines of the log for people, {@code text}, or for programs, {@code json}
 */
@ConfigurationProperties("pgohub")
public record ProfileApiSettings(
    @DefaultValue("localhost:9092") String bootstrapServers,
    @DefaultValue("data/api") Path dataDir,
    @DefaultValue("8080") int httpPort,
    @DefaultValue("127.0.0.1") String httpAddress,
    @DefaultValue("auto") String authentication,
    @DefaultValue("") String tokensFile,
    @DefaultValue("") String kafkaProperties,
    @DefaultValue("" + Topic.DEFAULT_PARTITIONS) int partitions,
    @DefaultValue("32MB") DataSize storeCache,
    @DefaultValue("16MB") DataSize storeWriteBuffers,
    @DefaultValue("16MB") DataSize profileCache,
    @DefaultValue("32") int maxPosts,
    @DefaultValue("64MB") DataSize maxPostBytes,
    @DefaultValue("2") int fragmentReaders,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("5m") Duration responseTimeout,
    @DefaultValue("10s") Duration publishTimeout,
    @DefaultValue("pgohub-merger") String applicationId,
    @DefaultValue("20000") int maxBacklog,
    @DefaultValue("4MB") DataSize clientRate,
    @DefaultValue("8MB") DataSize clientBurst,
    @DefaultValue("10000") int clients,
    @DefaultValue("100000") int maxTags,
    @DefaultValue("") String policy,
    @DefaultValue("1d") Duration staleAfter,
    @DefaultValue("100") int rejectionsPerTag,
    @DefaultValue("100000") int rejections,
    @DefaultValue("2") int comparisons,
    @DefaultValue("32MB") DataSize flameCache,
    @DefaultValue("pgohub_mode") List<String> modeLabels,
    @DefaultValue({"instance", "pod", "hostname"}) List<String> instanceLabels,
    @DefaultValue({"version", "build", "service_version", "git_ref", "service_git_ref"})
        List<String> buildLabels,
    @DefaultValue("16MB") DataSize maxRecording,
    @DefaultValue("20s") Duration recordingTimeout,
    @DefaultValue("") String scrapeFile,
    @DefaultValue("4") int scrapes,
    @DefaultValue("10s") Duration scrapeTimeout,
    @DefaultValue("") String scrapeDns,
    @DefaultValue("100") int eventStreams,
    @DefaultValue("text") String logFormat) {

  private static final Set<String> FORMATS =
      Arrays.stream(LogFormat.values())
          .map(format -> format.name().toLowerCase(Locale.ROOT))
          .collect(toUnmodifiableSet());

  /**
   * Checks every range.
   *
   * @throws InvalidSettingException when one is not kept; the message names the setting
   */
  public ProfileApiSettings {
    require(!bootstrapServers.isBlank(), "bootstrap-servers", "", "host:port");
    require(!httpAddress.isBlank(), "http-address", "", "an address such as 127.0.0.1");
    require(
        authentication.equals("auto") || authentication.equals("none"),
        "authentication",
        authentication,
        "auto or none");
    require(
        tokensFile.isBlank() || !authentication.equals("none"),
        "authentication",
        authentication,
        "auto where there is a file of tokens");
    requireTokens(httpAddress, tokensFile, authentication);
    within("http-port", httpPort, 0, 65_535);
    within("partitions", partitions, 1, 10_000);
    within("max-posts", maxPosts, 1, 80);
    within("fragment-readers", fragmentReaders, 1, 64);
    require(!applicationId.isBlank(), "application-id", "", "a name such as pgohub-merger");
    within("max-backlog", maxBacklog, 0, 1_000_000_000);
    within("clients", clients, 1, 1_000_000);
    within("max-tags", maxTags, 1, 10_000_000);
    atLeast("store-cache", storeCache, DataSize.ofMegabytes(1));
    atLeast("store-write-buffers", storeWriteBuffers, DataSize.ofMegabytes(1));
    require(
        storeWriteBuffers.compareTo(storeCache) <= 0,
        "store-write-buffers",
        storeWriteBuffers,
        "at most pgohub.store-cache, " + storeCache);
    atLeast("max-post-bytes", maxPostBytes, DataSize.ofMegabytes(9));
    atLeast("client-rate", clientRate, DataSize.ofBytes(0));
    atLeast("client-burst", clientBurst, DataSize.ofBytes(1));
    within("body-timeout", bodyTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    within("response-timeout", responseTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    within("publish-timeout", publishTimeout, Duration.ofSeconds(2), Duration.ofMinutes(2));
    within("stale-after", staleAfter, Duration.ofMinutes(1), Duration.ofDays(3650));
    within("rejections-per-tag", rejectionsPerTag, 1, 1000);
    within("rejections", rejections, 1, 10_000_000);
    within("comparisons", comparisons, 1, 64);
    upTo4Gigabytes("profile-cache", profileCache);
    upTo4Gigabytes("flame-cache", flameCache);
    parsed(policy);
    require(
        maxRecording.compareTo(DataSize.ofMegabytes(1)) >= 0
            && maxRecording.compareTo(DataSize.ofMegabytes(256)) <= 0,
        "max-recording",
        maxRecording,
        "1MB to 256MB");
    within("recording-timeout", recordingTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    within("scrapes", scrapes, 1, 32);
    within("scrape-timeout", scrapeTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    require(
        scrapeDns.isEmpty() || scrapeDns.startsWith("dns://"),
        "scrape-dns",
        scrapeDns,
        "a URL such as dns://10.0.0.2:53");
    within("event-streams", eventStreams, 0, 1500);
    require(FORMATS.contains(logFormat), "log-format", logFormat, "text or json");
    modeLabels = List.copyOf(modeLabels);
    instanceLabels = List.copyOf(instanceLabels);
    buildLabels = List.copyOf(buildLabels);
    dataDir = dataDir.toAbsolutePath().normalize();
  }

  /** Whether nobody does anything without a token. */
  public boolean hasTokens() {
    return !tokensFile.isBlank();
  }

  /** Whether all who can speak to it work on this machine, and need no token. */
  public boolean isLocal() {
    return !hasTokens() && isLoopback(httpAddress);
  }

  /**
   * Refuses to listen where others than this machine's own programs come by, without tokens.
   *
   * @param address that will be listened on
   * @throws InvalidSettingException when nobody said that this is meant
   */
  static void requireTokens(String address, String tokensFile, String authentication) {
    if (tokensFile.isBlank() && !authentication.equals("none") && !isLoopback(address)) {
      throw new InvalidSettingException(
          "pgohub.http-address is \""
              + address
              + "\", which other machines reach, and there are no tokens: PGOHUB_TOKENS_FILE names"
              + " them, PGOHUB_AUTHENTICATION=none lets in everybody");
    }
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // None of this machine: whoever tries to listen on it says so.
      return true;
    }
  }

  /**
   * Reads the files that are named, to find what is wrong with them before anything is started.
   *
   * @throws StartException when one cannot be used
   */
  public void requireUsableFiles() {
    if (hasTokens()) {
      TokensFile.check(tokensFile);
    }
    broker();
  }

  /**
   * How the broker is reached.
   *
   * @throws InvalidSettingException when the file of its settings cannot be used
   */
  BrokerAccess broker() {
    try {
      return BrokerAccess.of(bootstrapServers, kafkaProperties);
    } catch (InvalidKafkaPropertiesException e) {
      throw new InvalidSettingException(String.valueOf(e.getMessage()));
    }
  }

  /** The policy that holds for tags of which nothing else is said. */
  public Policy defaultPolicy() {
    return parsed(policy);
  }

  private static Policy parsed(String policy) {
    try {
      return Policy.parse(policy);
    } catch (InvalidPolicyException e) {
      throw new InvalidSettingException("pgohub.policy is \"" + policy + "\": " + e.getMessage());
    }
  }

  /** The names of all settings, such as {@code pgohub.data-dir}. */
  public static Set<String> names() {
    return SettingNames.KNOWN;
  }

  private static void within(String name, int value, int least, int most) {
    require(value >= least && value <= most, name, value, least + " to " + most);
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        name,
        value.toMillis() + "ms",
        least.toMillis() + "ms to " + most.toMillis() + "ms");
  }

  private static void upTo4Gigabytes(String name, DataSize value) {
    require(
        value.compareTo(DataSize.ofBytes(0)) >= 0 && value.compareTo(DataSize.ofGigabytes(4)) <= 0,
        name,
        value,
        "0MB to 4GB");
  }

  private static void atLeast(String name, DataSize value, DataSize least) {
    require(value.compareTo(least) >= 0, name, value, "at least " + least);
  }

  private static void require(boolean kept, String name, Object value, String right) {
    if (!kept) {
      throw new InvalidSettingException(
          "pgohub." + name + " is \"" + value + "\"; it must be " + right);
    }
  }
}
