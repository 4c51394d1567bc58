# The images of the rooms and of the Java example, out of one build of the reactor:
#   docker build --target merger -t pgohub/merger .
#   docker build --target api -t pgohub/api .
#   docker build --target publisher -t pgohub/publisher .
# scripts/images makes them out of what Maven built on this machine; docs/containers.md has more.

FROM maven:3-eclipse-temurin-25 AS reactor
WORKDIR /src
COPY . .
# What is downloaded stays in a cache of the builder, so that only the first build takes long.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -ntp -T 2 -pl merger-streams,profile-api,publisher,examples/java -am \
      -Dmaven.test.skip=true -Dspotless.check.skip=true package \
 && for room in merger-streams profile-api publisher examples/java; do \
      mkdir -p "/dist/$room" && cp "$room"/target/dist/lib/*.jar "/dist/$room/" || exit; \
    done \
 && scripts/trim-jars /dist/merger-streams /dist/profile-api

# What others made changes rarely, what is ours often: a directory each, and later a layer each.
FROM eclipse-temurin:25-jre AS sorted
COPY --from=reactor /dist /dist
COPY pom.xml /
RUN version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' /pom.xml) \
 && for room in merger-streams profile-api publisher examples/java; do \
      mkdir -p "/sorted/$room/own" && mv "/dist/$room" "/sorted/$room/lib" \
      && mv "/sorted/$room/lib/"*-"$version.jar" "/sorted/$room/own/" || exit; \
    done

FROM eclipse-temurin:25-jre AS room
RUN groupadd --gid 10001 pgohub \
 && useradd --uid 10001 --gid pgohub --no-create-home --shell /usr/sbin/nologin pgohub \
 && mkdir -p /var/lib/pgohub && chown pgohub:pgohub /var/lib/pgohub
COPY --chmod=755 scripts/container-health /usr/local/bin/container-health
# By number, so that Kubernetes sees that it is not root.
USER 10001:10001
WORKDIR /var/lib/pgohub
# The rest of the memory limit is for RocksDB, threads and buffers. Few arenas keep less of what RocksDB gave back.
ENV MALLOC_ARENA_MAX=2
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=45", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp", "/app/own/*:/app/lib/*"]

FROM room AS merger
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 \
    PGOHUB_STATE_DIR=/var/lib/pgohub/merger \
    PGOHUB_HEALTH_PORT=8081
COPY --from=sorted /sorted/merger-streams/lib /app/lib
COPY --from=sorted /sorted/merger-streams/own /app/own
VOLUME /var/lib/pgohub
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=12 CMD ["container-health", "8081", "/health"]
CMD ["dev.pgohub.merger.MergerMain"]

FROM room AS api
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 \
    PGOHUB_DATA_DIR=/var/lib/pgohub/api \
    PGOHUB_HTTP_ADDRESS=0.0.0.0
COPY --from=sorted /sorted/profile-api/lib /app/lib
COPY --from=sorted /sorted/profile-api/own /app/own
VOLUME /var/lib/pgohub
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=12 CMD ["container-health", "8080", "/actuator/health/readiness"]
CMD ["dev.pgohub.api.ProfileApiApplication"]

FROM room AS publisher
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 \
    PGOHUB_PUBLISHER_DIR=/var/lib/pgohub/publisher
COPY --from=sorted /sorted/publisher/lib /app/lib
COPY --from=sorted /sorted/publisher/own /app/own
VOLUME /var/lib/pgohub
CMD ["dev.pgohub.publisher.PublisherMain"]

FROM room AS example-java
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 HOST=0.0.0.0
COPY --from=sorted /sorted/examples/java/lib /app/lib
COPY --from=sorted /sorted/examples/java/own /app/own
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=12 CMD ["container-health", "8081", "/receipt"]
CMD ["dev.pgohub.examples.CheckoutService"]
