package dev.latchkey.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.client.Client;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.connection.DataSources;
import dev.latchkey.db.connection.Migrations;
import dev.latchkey.db.key.MasterKey;
import dev.latchkey.db.limit.Network;
import dev.latchkey.db.token.Family;
import dev.latchkey.db.user.User;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the roles of {@code docs/roles.sql} cannot do, even with SQL of their own: the table of docs/security.md. */
class RolesIT {

    private static final Attribution BY = Attribution.of("test");

    private static ConnectionSettings owner;
    private static JdbcClient server;
    private static JdbcClient admin;
    private static Database database;

    @BeforeAll
    static void start() {
        owner = TestDatabase.fresh();
        server = JdbcClient.create(DataSources.direct(TestRoles.server(owner)));
        admin = JdbcClient.create(DataSources.direct(TestRoles.admin(owner)));
        database = new Database(DataSources.direct(owner));
        database.partitions().extend();
        var accounts = new Accounts(database);
        User user = accounts.user("alice");
        Client client = accounts.client("shop");
        Family family = accounts.signIn(user, client);
        database.families().revoke(family.id(), "test");
        MasterKey masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
        database.keyChanges().revoke(database.keys().list().getFirst(), masterKey, BY);
        database.bans().add(Network.parse("192.0.2.0/24"), null, BY);
        database.revokedAccessTokens().revoke(UUID.randomUUID(), database.now().plus(Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The log: neither its past nor its future.
                "INSERT INTO audit_log (id, actor, action) OVERRIDING SYSTEM VALUE VALUES (9223372036854775807, 'a', 'b')",
                "INSERT INTO audit_log (at, actor, action) VALUES ('-infinity', 'a', 'b')",
                "INSERT INTO audit_log (actor, action, database_role) VALUES ('a', 'b', 'latchkey_admin')",
                "UPDATE audit_log SET actor = 'a'",
                "DELETE FROM audit_log",
                "TRUNCATE audit_log",
                "DO 'BEGIN LOCK TABLE audit_log IN ROW EXCLUSIVE MODE; END'",
                "SELECT setval('audit_log_id_seq', 9223372036854775806)",
                "SELECT nextval('audit_log_id_seq')",
                "SELECT audit_log_purge('1 day', 1000)",
                "SELECT audit_log_purge(NULL, 1000)",
                // Accounts and clients.
                "UPDATE users SET disabled_at = NULL",
                "UPDATE users SET scopes = '{admin}'",
                "UPDATE users SET username = 'b'",
                "DELETE FROM users",
                "INSERT INTO users (id, username, created_at) VALUES (gen_random_uuid(), 'b', '-infinity')",
                "DO 'BEGIN LOCK TABLE users; END'",
                "UPDATE clients SET scopes = '{admin}'",
                "UPDATE clients SET disabled_at = NULL",
                "DELETE FROM client_secrets",
                "DO 'BEGIN LOCK TABLE clients; END'",
                // Sign-ins.
                "UPDATE tokens SET scope = 'admin'",
                "UPDATE tokens SET expires_at = 'infinity'",
                "UPDATE tokens SET user_id = client_id",
                "UPDATE tokens SET revoked_at = NULL, revoked_reason = NULL",
                "DELETE FROM tokens",
                "DO 'BEGIN LOCK TABLE tokens; END'",
                "DELETE FROM revoked_access_tokens",
                "DELETE FROM revoked_statuses",
                "UPDATE revoked_statuses SET revoked_at = '-infinity'",
                "SELECT setval('token_status_index', 0)",
                "SELECT tokens_extend('1 hour', '1000 years')",
                "SELECT tokens_extend('1000 years', '14 days')",
                // Keys.
                "UPDATE signing_keys SET revoked_at = NULL",
                "UPDATE signing_keys SET sealed_key = '\\x00'",
                "UPDATE signing_keys SET public_key = '\\x00'",
                "DO 'BEGIN LOCK TABLE flyway_schema_history; END'",
                // The rest.
                "DELETE FROM bans",
                "INSERT INTO bans (network) VALUES ('0.0.0.0/0')",
                "DELETE FROM flyway_schema_history",
                "INSERT INTO flyway_schema_history (installed_rank) VALUES (99)",
                "UPDATE directory_version SET version = 0",
                "CREATE TEMP TABLE mine ()",
                "ALTER TABLE users DISABLE TRIGGER ALL",
                "SET session_replication_role = replica"
            })
    void thisIsRefusedToTheServersRole(String statement) {
        refuses(server, statement);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO audit_log (id, actor, action) OVERRIDING SYSTEM VALUE VALUES (1, 'a', 'b')",
                "INSERT INTO audit_log (at, actor, action) VALUES (now() - interval '1 year', 'a', 'b')",
                "INSERT INTO audit_log (actor, action, database_role) VALUES ('a', 'b', 'latchkey_server')",
                "UPDATE audit_log SET actor = 'a'",
                "DELETE FROM audit_log",
                "SELECT audit_log_purge('29 days', 1000)",
                "INSERT INTO tokens (id, grant_type, scope, idle_until, expires_at) VALUES (gen_random_uuid(), '', '', now(), now())",
                "UPDATE tokens SET revoked_at = NULL, revoked_reason = NULL",
                "UPDATE tokens SET scope = 'admin'",
                "UPDATE signing_keys SET revoked_at = NULL",
                "DELETE FROM revoked_access_tokens",
                "CREATE TABLE mine ()"
            })
    void thisIsRefusedToTheAdministratorsRole(String statement) {
        refuses(admin, statement);
    }

    private static void refuses(JdbcClient role, String statement) {
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

    @Test
    void theDatabaseSaysWhenAndWithWhichRoleAnEventWasWritten() {
        server.sql("INSERT INTO audit_log (actor, action) VALUES ('root@console', 'user.disable')")
                .update();
        assertThat(admin.sql("""
                        SELECT database_role = 'latchkey_server' AND at BETWEEN now() - interval '1 minute' AND now()
                          FROM audit_log WHERE actor = 'root@console'
                        """).query(Boolean.class).single()).isTrue();
    }

    @Test
    void anAdministratorLiftsABan() {
        database.bans().add(Network.parse("198.51.100.0/24"), null, BY);
        assertThat(admin.sql("DELETE FROM bans WHERE network = '198.51.100.0/24'")
                        .update())
                .isEqualTo(1);
    }

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
