# The images of the merger and of the API, out of one build of the reactor:
#   docker build --target merger -t pgohub/merger .
#   docker build --target api -t pgohub/api .

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
COPY producer-lib/pom.xml producer-lib/
COPY cli/pom.xml cli/
COPY publisher/pom.xml publisher/
COPY standalone/pom.xml standalone/
COPY examples/java/pom.xml examples/java/
COPY schemas schemas
COPY pprof pprof
COPY telemetry telemetry
COPY jfr jfr
COPY broker broker
COPY merger-streams merger-streams
COPY profile-api profile-api
# What is downloaded stays in a cache of the builder, so that only the first build takes long.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q -ntp -pl merger-streams,profile-api -am -Dmaven.test.skip=true -Dspotless.check.skip=true package \
 && for room in merger-streams profile-api; do \
      mkdir -p "/out/$room/lib" "/out/$room/own"; \
      cp "$room"/target/dist/lib/*.jar "/out/$room/lib/"; \
      for own in schemas pprof telemetry jfr "$room"; do \
        for jar in "/out/$room/lib/$own"-*.jar; do [ ! -f "$jar" ] || mv "$jar" "/out/$room/own/"; done; \
      done; \
    done

FROM eclipse-temurin:25-jre AS room
RUN groupadd --gid 10001 pgohub \
 && useradd --uid 10001 --gid pgohub --no-create-home --shell /usr/sbin/nologin pgohub \
 && mkdir -p /var/lib/pgohub && chown pgohub:pgohub /var/lib/pgohub
COPY --chmod=755 scripts/container-health /usr/local/bin/container-health
USER pgohub
WORKDIR /var/lib/pgohub
VOLUME /var/lib/pgohub

FROM room AS merger
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 \
    PGOHUB_STATE_DIR=/var/lib/pgohub/merger \
    PGOHUB_HEALTH_PORT=8081
# What others made changes rarely, what is ours often: a layer each.
COPY --from=build /out/merger-streams/lib /app/lib
COPY --from=build /out/merger-streams/own /app/own
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=12 CMD ["container-health", "8081", "/health"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=45", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp", "/app/own/*:/app/lib/*"]
CMD ["dev.pgohub.merger.MergerMain"]

FROM room AS api
ENV PGOHUB_BOOTSTRAP_SERVERS=kafka:9092 \
    PGOHUB_DATA_DIR=/var/lib/pgohub/api \
    PGOHUB_HTTP_ADDRESS=0.0.0.0
COPY --from=build /out/profile-api/lib /app/lib
COPY --from=build /out/profile-api/own /app/own
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=12 CMD ["container-health", "8080", "/actuator/health/readiness"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=45", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp", "/app/own/*:/app/lib/*"]
CMD ["dev.pgohub.api.ProfileApiApplication"]
