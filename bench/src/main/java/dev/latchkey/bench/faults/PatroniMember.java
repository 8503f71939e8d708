package dev.latchkey.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server that Patroni manages. */
final class PatroniMember {

    private static final Duration SWITCHOVER = Duration.ofMinutes(3);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Path work;
    private final Setup setup;
    private final String name;
    private final int port;
    private final int restPort;
    private @Nullable Process patroni;

    /**
     * What all members have in common.
     *
     * @param programs the directory of PostgreSQL's
     * @param ttl seconds after which a primary that is silent is believed to be gone
     * @param password of the role {@code latchkey} and of those that copy
     */
    record Setup(Path programs, int etcdPort, int ttl, String password) {

        /** Leaves the password out. */
        @Override
        public String toString() {
            return "Setup[programs=" + programs + ", etcdPort=" + etcdPort + ", ttl=" + ttl + "]";
        }
    }

    /** A member that does not run. Its data are in a directory of its name in {@code work}. */
    PatroniMember(Path work, Setup setup, String name, int port, int restPort) {
        this.work = work;
        this.setup = setup;
        this.name = name;
        this.port = port;
        this.restPort = restPort;
    }

    int port() {
        return port;
    }

    boolean isStarted() {
        return patroni != null;
    }

    void start() throws IOException {
        Path configuration = work.resolve(name + ".yml");
        if (!Files.exists(configuration)) {
            Files.createFile(
                    configuration, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(configuration, configuration());
        }
        patroni = Daemon.start(work.resolve(name + ".log"), List.of("patroni", configuration.toString()));
    }

    /**
     * Patroni's own defaults, but that the standby is synchronous, that a copy begins at once and not after a checkpoint
     * that PostgreSQL stretches over minutes, and what the machine needs.
     */
    private String configuration() {
        return """
                scope: latchkey
                name: %1$s
                restapi:
                  listen: 127.0.0.1:%2$d
                etcd3:
                  hosts: 127.0.0.1:%3$d
                bootstrap:
                  dcs:
                    ttl: %4$d
                    loop_wait: %5$d
                    retry_timeout: %5$d
                    synchronous_mode: true
                    postgresql:
                      use_pg_rewind: true
                      pg_hba:
                        - host all all 127.0.0.1/32 scram-sha-256
                        - host replication all 127.0.0.1/32 scram-sha-256
                  initdb:
                    - encoding: UTF8
                    - locale: C.UTF-8
                    - data-checksums
                postgresql:
                  listen: 127.0.0.1:%6$d
                  data_dir: %7$s
                  bin_dir: %8$s
                  pgpass: %7$s.pgpass
                  basebackup:
                    checkpoint: fast
                  authentication:
                    superuser: {username: latchkey, password: %9$s}
                    replication: {username: replicator, password: %9$s}
                  parameters:
                    unix_socket_directories: ''
                """.formatted(
                        name,
                        restPort,
                        setup.etcdPort(),
                        setup.ttl(),
                        setup.ttl() / 3,
                        port,
                        data(),
                        setup.programs(),
                        setup.password());
    }

    private Path data() {
        return work.resolve(name);
    }

    boolean isPrimary() {
        return is("/primary");
    }

    /** Asks a health check of Patroni's. */
    boolean is(String path) {
        return status(request(path).GET().build()) == 200;
    }

    /** Returns when another server is the primary. */
    void handOver() {
        HttpRequest switchover = request("/switchover")
                .timeout(SWITCHOVER)
                .POST(HttpRequest.BodyPublishers.ofString("{\"leader\": \"" + name + "\"}"))
                .build();
        int status = status(switchover);
        if (status != 200) {
            throw new IllegalStateException("Patroni answers a switchover with " + status);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                .timeout(Duration.ofSeconds(5));
    }

    /** 0 when there is no answer. */
    private int status(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException away) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** SIGKILL to Patroni and its PostgreSQL at once, as if the machine lost its power. */
    void kill() {
        if (patroni == null) {
            return;
        }
        patroni.destroyForcibly().onExit().join();
        Path pid = data().resolve("postmaster.pid");
        try {
            if (Files.exists(pid)) {
                // Its first line. PostgreSQL wrote it in a directory that is ours alone.
                long postmaster = Long.parseLong(Files.readAllLines(pid).getFirst());
                ProcessHandle.of(postmaster)
                        .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
