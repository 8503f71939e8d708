package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@code docs/roles.sql} does with the schema that it finds. */
class RolesScriptIT {

    private static final Attribution BY = Attribution.of("test");

    /** A schema's name may be one that has to be quoted. */
    @ParameterizedTest
    @CsvSource({"identity", "Identity Server"})
    void theTablesMayBeInAnotherSchema(String schema) throws SQLException, IOException {
        ConnectionSettings empty = TestDatabase.empty();
        JdbcClient.create(DataSources.direct(empty))
                .sql("CREATE SCHEMA \"" + schema + "\"")
                .update();
        ConnectionSettings there = inSchema(empty, schema);
        Migrations.migrate(there);
        try (Connection connection = DataSources.direct(there).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TestRoles.script());
            statement.execute(TestRoles.script());
        }
        // Without a word about the schema in its URL.
        var asServer = new Database(DataSources.direct(TestRoles.login(empty, "latchkey_server")));
        assertThat(asServer.schemaVersion().isBehind()).isFalse();
        asServer.partitions().extend();
        User user = new Accounts(asServer).user("alice");
        var asAdmin = new Database(DataSources.direct(TestRoles.login(empty, "latchkey_admin")));
        assertThat(asAdmin.userChanges().disable(user, BY)).isPresent();
        assertThat(JdbcClient.create(DataSources.direct(there))
                        .sql("""
                                SELECT count(*) FROM information_schema.role_table_grants
                                 WHERE table_schema = 'public' AND grantee IN ('latchkey_server', 'latchkey_admin')
                                """)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static ConnectionSettings inSchema(ConnectionSettings settings, String schema) {
        String separator = settings.url().contains("?") ? "&" : "?";
        String name = java.net.URLEncoder.encode("\"" + schema + "\"", java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        return new ConnectionSettings(
                settings.url() + separator + "currentSchema=" + name, settings.user(), settings.password());
    }

    @Test
    void withoutTablesInTheSearchPathItIsRefusedWithASentence() throws SQLException, IOException {
        try (Connection connection = DataSources.direct(TestDatabase.empty()).getConnection();
                Statement statement = connection.createStatement()) {
            String script = TestRoles.script();
            assertThatThrownBy(() -> statement.execute(script))
                    .hasMessageContaining("There are no tables of Latchkey in the search path")
                    .hasMessageContaining("latchkey db migrate");
        }
    }
}
