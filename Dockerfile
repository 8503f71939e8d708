# The server and the admin command in one image, installed as from the archive with its own Java. The database is elsewhere.

# To pin them, and to build again for fixes of Java, see docs/containers.md.
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-25
ARG POSTGRES_IMAGE=postgres:18
ARG BASE_IMAGE=debian:bookworm-slim

FROM ${MAVEN_IMAGE} AS build
WORKDIR /build
COPY . .
# Without the embedded PostgreSQL: what it keeps in a container goes when the container goes.
RUN mvn -q -B -T 1C -Dmaven.test.skip=true -Dspotless.check.skip=true -Dcompiler.checks=-XDunchecked -pl dist -am package \
 && mkdir /opt/latchkey \
 && tar -xzf dist/target/latchkey-*.tar.gz -C /opt/latchkey --strip-components=1 \
 && rm -r /opt/latchkey/lib/latchkey/postgresql /opt/latchkey/docs \
 && "$JAVA_HOME/bin/java" dist/src/build/OwnJava.java /opt/latchkey/lib/latchkey /opt/own-java

# Both programs run once, with a database, for their AOT caches.
FROM ${POSTGRES_IMAGE} AS train
COPY --from=build /opt/own-java /opt/own-java
COPY --from=build /opt/latchkey /opt/latchkey
COPY dist/src/build/train /usr/local/bin/
COPY docker/train /usr/local/bin/train-with-postgres
RUN train-with-postgres

# What the launchers need of Debian, with licences, and with the lists of packages that scanners read.
FROM ${BASE_IMAGE} AS base
RUN mkdir -p /image/etc /image/usr/bin /image/usr/sbin /image/var/lib/dpkg/status.d \
 && cp -a /bin /sbin /lib* /image \
 && for package in base-files bash coreutils dash findutils libacl1 libattr1 libc6 libgcc-s1 libgmp10 libpcre2-8-0 libselinux1 libtinfo6; do \
      dpkg-query -s $package > /image/var/lib/dpkg/status.d/$package; \
      dpkg-query -L $package | while read -r file; do [ ! -f "$file" ] || realpath -s "$(readlink -f "$(dirname "$file")")/$(basename "$file")"; done; \
    done | grep -Ev '^/usr/share/(bug|info|lintian|locale|man)/|/gconv/' | sort -u | tar -C / -cf - -T - | tar -C /image -xf - \
 && cp /etc/nsswitch.conf /image/etc && cp -a --parents /usr/lib/locale/C.utf8 /image \
 && echo 'root:x:0:0:root:/root:/bin/bash\nlatchkey:x:10001:10001::/nonexistent:/usr/sbin/nologin' > /image/etc/passwd \
 && echo 'root:x:0:\nlatchkey:x:10001:' > /image/etc/group \
 && install -d -m 1777 /image/tmp \
 # A volume that is mounted there for the first time gets this owner. The number is for runAsNonRoot.
 && install -d -o 10001 -g 10001 -m 0700 /image/run/secrets \
 && install -d -o 10001 -g 10001 -m 0755 /image/run/db-secrets

FROM scratch
ENV PATH=/opt/latchkey/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    JAVA_OPTS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError"
COPY --from=base /image /
COPY --from=train /opt/latchkey /opt/latchkey
COPY docker/healthcheck /usr/bin/
USER 10001:10001
EXPOSE 9000 9001
# What waits for a healthy server learns it from the first check that succeeds: the long period only has slow machines not
# called unhealthy while they start.
HEALTHCHECK --interval=5s --timeout=3s --start-period=300s CMD ["healthcheck"]
ENTRYPOINT ["latchkey-server"]
