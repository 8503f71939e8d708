package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code bench/peer}, Spring's authorization server as it comes, in a schema of its own in the database of ours. */
final class SpringPeer implements AutoCloseable {

    private static final String SCHEMA = "bench_peer";

    private final OwnServer own;
    private final ServerProcess process;
    private final Target target;
    private final TemporaryDirectory work;

    private SpringPeer(OwnServer own, ServerProcess process, Target target, TemporaryDirectory work) {
        this.own = own;
        this.process = process;
        this.target = target;
        this.work = work;
    }

    static SpringPeer start(OwnServer own) throws IOException, InterruptedException, SQLException {
        TemporaryDirectory work = TemporaryDirectory.create();
        Path refreshTokens = work.resolve("refresh-tokens");
        own.sql().sql("CREATE SCHEMA " + SCHEMA).update();
        int port = ServerProcess.freePort();
        String url = own.settings().url();
        ServerProcess process = ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        "bench/peer/target/peer.jar"),
                Map.of(
                        "SERVER_PORT", Integer.toString(port),
                        "SPRING_DATASOURCE_URL", url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA,
                        "SPRING_DATASOURCE_USERNAME",
                                Objects.requireNonNullElse(own.settings().user(), ""),
                        "SPRING_DATASOURCE_PASSWORD",
                                Objects.requireNonNullElse(own.settings().password(), ""),
                        "PEER_REFRESH_TOKENS", refreshTokens.toString()),
                work.resolve("peer.log"));
        process.awaitOutput("Peer is ready");
        Target.Client client =
                new Target.Client("bench", "secret", new ArrayDeque<>(Files.readAllLines(refreshTokens)));
        Target.Endpoints endpoints = Target.Endpoints.discover(URI.create("http://localhost:" + port));
        Processes processes =
                new Processes(process.pid(), own.target().processes().postmaster());
        Target target = new Target(
                "Spring",
                endpoints,
                processes,
                Map.of(Peer.algorithm(endpoints, client), client),
                null,
                null,
                null,
                null);
        return new SpringPeer(own, process, target, work);
    }

    Target target() {
        return target;
    }

    @Override
    public void close() throws IOException {
        process.close();
        own.sql().sql("DROP SCHEMA " + SCHEMA + " CASCADE").update();
        work.close();
    }
}
