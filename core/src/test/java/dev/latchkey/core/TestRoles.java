package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The roles of {@code docs/roles.sql}, with a password. */
public final class TestRoles {

    private static final Path SCRIPT = Path.of("../docs/roles.sql");
    private static final String PASSWORD = "of-a-role";

    private TestRoles() {}

    /** What a server gets. */
    public static ConnectionSettings server(ConnectionSettings owner) {
        return granted(owner, "latchkey_server");
    }

    /** What the command line gets. */
    public static ConnectionSettings admin(ConnectionSettings owner) {
        return granted(owner, "latchkey_admin");
    }

    /** The script as SQL, without the line that is for psql. */
    static String script() throws IOException {
        return Files.readString(SCRIPT).replaceAll("(?m)^\\\\set .*$", "");
    }

    private static synchronized ConnectionSettings granted(ConnectionSettings owner, String role) {
        try (Connection connection = DataSources.direct(owner).getConnection();
                Statement statement = connection.createStatement()) {
            // Twice, because it may be run again.
            statement.execute(script());
            statement.execute(script());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return login(owner, role);
    }

    /** One of the roles, which is there already. */
    static synchronized ConnectionSettings login(ConnectionSettings owner, String role) {
        JdbcClient.create(DataSources.direct(owner))
                .sql("ALTER ROLE " + role + " PASSWORD '" + PASSWORD + "'")
                .update();
        return new ConnectionSettings(owner.url(), role, PASSWORD);
    }

    /** Fails unless the database refuses a statement to this role. */
    public static void refuses(JdbcClient role, String statement) {
        assertThatThrownBy(() -> {
                    if (statement.startsWith("SELECT")) {
                        role.sql(statement).query().listOfRows();
                    } else {
                        role.sql(statement).update();
                    }
                })
                .rootCause()
                .hasMessageMatching(
                        "(?s).*(permission denied|must be owner|at least 30 days|between an hour and 100 days|at most 31 days).*");
    }
}
