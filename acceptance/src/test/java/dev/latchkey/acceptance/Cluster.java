package dev.latchkey.acceptance;

import dev.latchkey.admin.Latchkey;
import dev.latchkey.admin.terminal.Surroundings;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.admin.terminal.Terminal.Person;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.MasterKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Servers, each a process of its own, on one database, and an administrator beside them. */
final class Cluster implements AutoCloseable {

    private final ConnectionSettings database = TestDatabase.fresh();
    private final Map<String, String> environment = new HashMap<>();
    private final List<ServerProcess> servers = new ArrayList<>();

    /**
     * Starts servers, which have one issuer: where the first of them is.
     *
     * @param count 0 for a database without any server
     * @param settings environment variables, for all of them
     */
    Cluster(Path directory, int count, Map<String, String> settings) {
        environment.put("LATCHKEY_DB_URL", database.url());
        environment.put("LATCHKEY_DB_USER", Objects.requireNonNullElse(database.user(), ""));
        environment.put("LATCHKEY_DB_PASSWORD", Objects.requireNonNullElse(database.password(), ""));
        environment.put("LATCHKEY_MASTER_KEY", MasterKey.generate());
        environment.put("LATCHKEY_DATABASE_MIGRATE", "auto");
        environment.putAll(settings);
        int port = Checkout.freePort();
        environment.putIfAbsent("LATCHKEY_ISSUER", "http://localhost:" + port);
        try {
            for (int i = 0; i < count; i++) {
                Map<String, String> own = new HashMap<>(environment);
                if (i == 0) {
                    own.put("LATCHKEY_PORT", Integer.toString(port));
                }
                servers.add(ServerProcess.launch(directory, own));
            }
            servers.forEach(ServerProcess::awaitReady);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    String issuer() {
        return Objects.requireNonNull(environment.get("LATCHKEY_ISSUER"));
    }

    List<ServerProcess> servers() {
        return servers;
    }

    /** The shell of an administrator on this database. */
    Shell shell(Path directory) {
        Map<String, String> patient = new HashMap<>(environment);
        // On a machine on which everything runs at once a login may take longer than an administrator would wait.
        patient.computeIfPresent(
                "LATCHKEY_DB_URL", (name, url) -> url + (url.contains("?") ? "&" : "?") + "loginTimeout=30");
        return Shell.withPrograms(directory, patient);
    }

    /** SQL over a connection of its own. */
    JdbcClient sql() {
        return JdbcClient.create(DataSources.direct(database));
    }

    /**
     * Runs the {@code latchkey} command, in this process because hundreds are run.
     *
     * @return what it printed to standard output
     * @throws AssertionError when it did not end with 0
     */
    String admin(String... args) {
        return adminWith("", args);
    }

    /** As {@link #admin}, with standard input. */
    String adminWith(String input, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                Person.NONE,
                prompt -> null);
        var surroundings = new Surroundings(environment, Path.of("/nonexistent"), "admin", () -> "console", null);
        int exitCode = Latchkey.run(surroundings, terminal, args);
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", args) + ": " + exitCode + " " + err);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        servers.forEach(ServerProcess::close);
    }
}
