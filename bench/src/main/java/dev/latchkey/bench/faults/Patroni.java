package dev.latchkey.bench.faults;

import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Three PostgreSQL servers of Debian that Patroni manages, and an etcd. Patroni decides which one is the primary, and
 * has a synchronous standby. The servers know all three addresses.
 */
final class Patroni implements Cluster {

    private static final int MEMBERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> PROGRAMS = List.of("patroni", "etcd");

    private final Path work;
    private final int etcdPort;
    private final int etcdPeerPort;
    private final String password = ClientSecret.generate();
    private final List<PatroniMember> members = new ArrayList<>();
    private @Nullable Process etcd;

    private Patroni(Path work, Random random, int ttl) throws IOException {
        this.work = work;
        this.etcdPort = Ports.free(random);
        this.etcdPeerPort = Ports.free(random);
        PatroniMember.Setup setup = new PatroniMember.Setup(postgresql().orElseThrow(), etcdPort, ttl, password);
        for (int number = 1; number <= MEMBERS; number++) {
            members.add(new PatroniMember(work, setup, "db" + number, Ports.free(random), Ports.free(random)));
        }
    }

    /** Makes one whose primary is believed to be gone after {@code ttl} seconds of silence. */
    static Maker with(int ttl) {
        return (work, random) -> new Patroni(work, random, ttl);
    }

    /** A program that it needs and that is not installed. */
    static Optional<String> missing() {
        return Stream.concat(
                        PROGRAMS.stream()
                                .filter(program -> Stream.of(
                                                System.getenv("PATH").split(":"))
                                        .noneMatch(directory -> Files.isExecutable(Path.of(directory, program)))),
                        postgresql().isPresent() ? Stream.empty() : Stream.of("postgresql"))
                .findFirst();
    }

    /** The newest of Debian's; each major version has a directory of its own. */
    private static Optional<Path> postgresql() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    @Override
    public void start() throws IOException, InterruptedException {
        String clients = "http://127.0.0.1:" + etcdPort;
        String peers = "http://127.0.0.1:" + etcdPeerPort;
        etcd = Daemon.start(
                work.resolve("etcd.log"),
                List.of(
                        "etcd",
                        "--name=etcd",
                        "--data-dir=" + work.resolve("etcd"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=etcd=" + peers));
        PatroniMember first = members.getFirst();
        first.start();
        await("the first server is the primary", first::isPrimary);
        PGSimpleDataSource maintenance = new PGSimpleDataSource();
        maintenance.setUrl("jdbc:postgresql://127.0.0.1:" + first.port() + "/postgres?sslmode=disable");
        maintenance.setUser("latchkey");
        maintenance.setPassword(password);
        JdbcClient.create(maintenance).sql("CREATE DATABASE latchkey").update();
    }

    @Override
    public void follow() throws IOException, InterruptedException {
        for (PatroniMember member : members) {
            if (!member.isStarted()) {
                member.start();
            }
        }
        await("all follow the primary", this::isComplete);
    }

    @Override
    public ConnectionSettings primaryConnection() {
        String hosts =
                members.stream().map(member -> "127.0.0.1:" + member.port()).collect(Collectors.joining(","));
        return new ConnectionSettings("jdbc:postgresql://" + hosts + "/latchkey?sslmode=disable", "latchkey", password);
    }

    @Override
    public ConnectionSettings serverConnection() {
        return primaryConnection();
    }

    /** A switchover, as an administrator orders one, then a crash of the primary's machine, and so on in turn. */
    static Fault fault(Site site) {
        Patroni patroni = (Patroni) site.cluster();
        return new Fault() {
            private boolean crash = true;
            private PatroniMember former = patroni.members.getFirst();

            @Override
            public String strike() {
                crash = !crash;
                former = patroni.primary().orElseThrow();
                if (crash) {
                    former.kill();
                    return "crash";
                }
                former.handOver();
                return "switchover";
            }

            @Override
            public void repair() throws InterruptedException {
                await(
                        "another server is the primary",
                        () -> patroni.primary()
                                .filter(member -> member != former)
                                .isPresent());
            }

            @Override
            public void restore() throws IOException, InterruptedException {
                if (crash) {
                    former.start();
                }
                await("all follow the primary", patroni::isComplete);
            }
        };
    }

    private Optional<PatroniMember> primary() {
        return members.stream().filter(PatroniMember::isPrimary).findFirst();
    }

    /** Whether all are there, and what is committed is on two of them. */
    private boolean isComplete() {
        return primary().isPresent()
                && members.stream().filter(member -> member.is("/replica")).count() == MEMBERS - 1
                && members.stream().anyMatch(member -> member.is("/sync"));
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("It takes too long until " + what);
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void kill() {
        members.forEach(PatroniMember::kill);
        if (etcd != null) {
            etcd.destroyForcibly();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
