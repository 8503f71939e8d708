package dev.latchkey.bench;

import dev.latchkey.core.connection.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.Driver;

/** What one UPDATE like that of a refresh costs the database, by PostgreSQL's own load generator. */
final class Pgbench {

    private static final int CONNECTIONS = 10;

    private static final Pattern TRANSACTIONS = Pattern.compile("number of transactions actually processed: (\\d+)");

    private Pgbench() {}

    /** In microseconds of CPU; empty when there is no pgbench on the path, or the database is elsewhere. */
    static Optional<Double> updateMicros(OwnServer server, Processes processes, Duration length)
            throws IOException, InterruptedException, SQLException {
        if (!isThere() || processes.postmaster().isEmpty()) {
            return Optional.empty();
        }
        try (TemporaryDirectory directory = TemporaryDirectory.create()) {
            Path script = directory.resolve("update.sql");
            Files.writeString(script, update(Sessions.addNumbered(server, 10_000)));
            run(server.settings(), script, Duration.ofSeconds(1));
            Processes.CpuTime before = processes.cpuTime();
            long transactions = run(server.settings(), script, length);
            return Optional.of(processes.cpuTime().since(before).database().toNanos() / 1e3 / transactions);
        }
    }

    /** Like a refresh's, but for the generation, which pgbench cannot keep. */
    private static String update(String prefix) {
        return """
            \\set n random(1, 10000)
            UPDATE tokens t
               SET generation = t.generation + 1, refreshed_at = now(),
                   idle_until = LEAST(t.expires_at, now() + interval '14 days')
              FROM users u
             WHERE t.id = ('%s' || lpad(to_hex(:n::bigint), 12, '0'))::uuid
               AND t.revoked_at IS NULL AND t.expires_at > now() AND t.idle_until > now()
               AND u.id = t.user_id AND u.disabled_at IS NULL
            RETURNING t.id, t.generation, t.scope, u.username;
            """.formatted(prefix);
    }

    private static boolean isThere() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "pgbench")));
    }

    /** Returns how many transactions there were. */
    private static long run(ConnectionSettings settings, Path script, Duration length)
            throws IOException, InterruptedException {
        Properties database = Objects.requireNonNull(Driver.parseURL(settings.url(), null));
        List<String> command = new ArrayList<>(List.of("pgbench", "--no-vacuum", "--protocol=prepared"));
        command.addAll(List.of("--client=" + CONNECTIONS, "--jobs=1", "--time=" + length.toSeconds()));
        command.addAll(List.of("--file=" + script, database.getProperty("PGDBNAME")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", database.getProperty("PGHOST"),
                        "PGPORT", database.getProperty("PGPORT"),
                        "PGUSER", Objects.requireNonNullElse(settings.user(), "latchkey"),
                        "PGPASSWORD", Objects.requireNonNullElse(settings.password(), ""),
                        // As the server's connections have it.
                        "PGOPTIONS", "-c plan_cache_mode=force_generic_plan"));
        Process process = builder.start();
        String output;
        try (var reader = process.inputReader()) {
            output = reader.readAllAsString();
        }
        Matcher transactions = TRANSACTIONS.matcher(output);
        if (process.waitFor() != 0 || !transactions.find()) {
            throw new IllegalStateException("pgbench failed:\n" + output);
        }
        return Long.parseLong(transactions.group(1));
    }
}
