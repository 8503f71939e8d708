package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database, and a directory with configuration files for it. */
final class Applying {

    /** A file with one client, whose fields others may follow. */
    static final String BATCH = """
            version: 1
            clients:
              - client_id: batch
                grant_types: [client_credentials]
            """;

    final ConnectionSettings settings = TestDatabase.fresh();
    final Database database = new Database(DataSources.direct(settings));
    final JdbcClient jdbc = JdbcClient.create(DataSources.direct(settings));
    private final ConnectionSettings admin = TestRoles.admin(settings);
    private final Path directory;

    Applying(Path directory) {
        this.directory = directory;
    }

    /** With the rights that docs/roles.sql says are enough. */
    Cli cli() {
        return Cli.on(admin);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(file(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies a file with the text, without a terminal. */
    Result apply(String text, String... options) {
        String file = write("it.yaml", text).toString();
        return cli().run(Stream.concat(Stream.of("apply", file), Stream.of(options))
                .toArray(String[]::new));
    }

    /** The same, of a file that is right. */
    Result applied(String text, String... options) {
        Result result = apply(
                text, Stream.concat(Stream.of("--yes"), Stream.of(options)).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    String export(String... options) {
        Result result =
                cli().run(Stream.concat(Stream.of("export"), Stream.of(options)).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out();
    }

    /** The rows of the audit log, oldest first: action and name. */
    List<String> audited() {
        return jdbc.sql("SELECT action || ' ' || target_name FROM audit_log ORDER BY id")
                .query((row, number) -> row.getString(1))
                .list();
    }
}
