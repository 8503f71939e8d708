package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyRecord;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.UnopenedKey;
import dev.latchkey.core.limit.Network;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
        var session = accounts.session(user);
        database.consents().approve(session, client.id(), Scopes.parse("read"), BY);
        database.sessionChanges().end(session.id(), "test", BY);
        MasterKey masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
        database.keyChanges().revoke(database.keys().list().getFirst(), masterKey, BY);
        // One that was made two days ago, and one that has signed.
        var sql = JdbcClient.create(DataSources.direct(owner));
        sql.sql("UPDATE signing_keys SET active_from = now() - interval '2 days' WHERE active_until IS NULL")
                .update();
        database.keyChanges().rotate(KeyAlgorithm.ES256, masterKey, BY);
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
                "UPDATE users SET credential_version = 0",
                "DELETE FROM users",
                "INSERT INTO users (id, username, created_at) VALUES (gen_random_uuid(), 'b', '-infinity')",
                "UPDATE users SET credential_version = 0",
                "UPDATE users SET claims = '{}'",
                "UPDATE users SET email_verified_at = now()",
                "INSERT INTO users (id, username, email_verified_at) VALUES (gen_random_uuid(), 'b', now())",
                "DO 'BEGIN LOCK TABLE users; END'",
                "UPDATE clients SET scopes = '{admin}'",
                "UPDATE clients SET disabled_at = NULL",
                "UPDATE clients SET redirect_uris = '{https://evil.example/}'",
                "UPDATE clients SET consent = 'never'",
                "UPDATE scope_descriptions SET description = 'Nothing'",
                "INSERT INTO scope_descriptions (scope, description) VALUES ('a', 'b')",
                "DELETE FROM consents",
                "UPDATE consents SET user_id = client_id",
                "DELETE FROM client_secrets",
                "DO 'BEGIN LOCK TABLE clients; END'",
                // Sign-ins.
                "UPDATE tokens SET scope = 'admin'",
                "UPDATE tokens SET expires_at = 'infinity'",
                "UPDATE tokens SET user_id = client_id",
                "UPDATE tokens SET revoked_at = NULL, revoked_reason = NULL",
                "UPDATE tokens SET session_id = NULL",
                "UPDATE tokens SET auth_time = now()",
                "UPDATE browser_sessions SET ended_at = NULL, ended_reason = NULL",
                "UPDATE browser_sessions SET user_id = gen_random_uuid()",
                "UPDATE browser_sessions SET created_at = now()",
                "DELETE FROM tokens",
                "DO 'BEGIN LOCK TABLE tokens; END'",
                "UPDATE tokens SET status_index = NULL",
                "UPDATE tokens SET status_index = 1000000",
                "DELETE FROM revoked_access_tokens",
                "UPDATE revoked_access_tokens SET expires_at = '-infinity'",
                "UPDATE revoked_access_tokens SET jti = gen_random_uuid()",
                "UPDATE revoked_access_tokens SET revoked_at = '-infinity'",
                "DELETE FROM revoked_statuses",
                "UPDATE revoked_statuses SET revoked_at = '-infinity'",
                "SELECT setval('token_status_index', 0)",
                "SELECT tokens_extend('1 hour', '1000 years')",
                "SELECT tokens_extend('1000 years', '14 days')",
                // Keys.
                "DELETE FROM signing_keys",
                "UPDATE signing_keys SET revoked_at = now()",
                "UPDATE signing_keys SET active_from = now()",
                "UPDATE signing_keys SET active_until = now(), published_until = now() WHERE active_until IS NULL",
                "UPDATE signing_keys SET active_until = now(), published_until = now() + interval '23 hours' WHERE active_until IS NULL AND algorithm = 'RS256'",
                "UPDATE signing_keys SET active_until = now(), published_until = now() + interval '13 days' WHERE active_until IS NULL AND algorithm = 'HS256'",
                "UPDATE signing_keys SET active_until = now() - interval '1 day', published_until = now() + interval '30 days' WHERE active_until IS NULL AND active_from < now() - interval '1 day'",
                "UPDATE signing_keys SET published_until = now() WHERE published_until IS NOT NULL",
                "UPDATE signing_keys SET active_until = NULL, published_until = NULL WHERE published_until IS NOT NULL AND revoked_at IS NULL",
                "UPDATE signing_keys SET revoked_at = NULL",
                "UPDATE signing_keys SET sealed_key = '\\x00'",
                "UPDATE signing_keys SET public_key = '\\x00'",
                "UPDATE signing_keys SET id = gen_random_uuid()",
                "DELETE FROM signing_key_ids",
                "INSERT INTO signing_key_ids VALUES (gen_random_uuid())",
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
                "INSERT INTO browser_sessions (id, user_id, credential_version, amr, expires_at, remembered) VALUES (gen_random_uuid(), gen_random_uuid(), 0, 1, now(), true)",
                "UPDATE browser_sessions SET ended_at = NULL, ended_reason = NULL",
                "UPDATE browser_sessions SET credential_version = 7",
                "INSERT INTO consents (user_id, client_id, scope) VALUES (gen_random_uuid(), gen_random_uuid(), 'a')",
                "UPDATE signing_keys SET revoked_at = NULL",
                "DELETE FROM signing_keys",
                "DELETE FROM signing_key_ids",
                "DELETE FROM revoked_access_tokens",
                "UPDATE revoked_access_tokens SET expires_at = '-infinity'",
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

    /** What a server and an administrator do to sign users in and out takes no more than their roles have. */
    @Test
    void eachRoleHasWhatSigningInWithABrowserTakes() {
        ConnectionSettings fresh = TestDatabase.fresh();
        var own = new Database(DataSources.direct(fresh));
        own.partitions().extend();
        var prepared = new Accounts(own);
        User user = prepared.user("bob");
        Client client = prepared.browserClient("app");
        var asServer = new Database(DataSources.direct(TestRoles.server(fresh)));
        var accounts = new Accounts(asServer);
        var first = accounts.session(user);
        var proof = accounts.newSession(user).proof();
        var session = asServer.sessionChanges()
                .confirm(first, user.id(), "bob", proof, BY)
                .orElseThrow();
        assertThat(asServer.consents().approve(session, client.id(), Scopes.parse("read"), BY))
                .isTrue();
        assertThat(asServer.consents().approve(session, client.id(), Scopes.parse("write"), BY))
                .isTrue();
        var code = accounts.code(session, client, "read");
        var redeemed = asServer.authorizationCodes().redeem(code, Accounts.consentedRedemption(client));
        assertThat(redeemed).isInstanceOf(CodeOutcome.Redeemed.class);
        assertThat(asServer.authorizationCodes()
                        .redeem(accounts.code(session, client, "read"), Accounts.redemption(prepared.client("other"))))
                .isEqualTo(new CodeOutcome.Refused(CodeOutcome.Refusal.MISUSED));
        assertThat(asServer.sessionChanges().rehash(user.id(), 0, "{argon2}better"))
                .contains(1);
        assertThat(asServer.userChanges().changePassword(user.id(), "bob", 1, "{argon2}own", code.familyId(), BY))
                .isEqualTo(UserChanges.PasswordChange.CHANGED);
        JdbcClient.create(DataSources.direct(fresh))
                .sql("UPDATE browser_sessions SET seen_at = now() - interval '1 hour'")
                .update();
        assertThat(asServer.sessions().visit(session, client.id())).isPresent();
        assertThat(asServer.scopeDescriptions().list()).isEmpty();
        assertThat(asServer.users().findPerson(user.id())).isPresent();
        assertThat(asServer.sessions().isAnyLiveSince(asServer.now())).isTrue();
        assertThat(asServer.sessionChanges()
                        .end(session.id(), "user", BY)
                        .revocation()
                        .families())
                .isEqualTo(1);
        var asAdmin = new Database(DataSources.direct(TestRoles.admin(fresh)));
        accounts.session(user);
        assertThat(asAdmin.sessionChanges().endAllOfClient(client.id(), BY).sessions())
                .isZero();
        assertThat(asAdmin.sessionChanges().endAllOfUser(user.id(), BY).sessions())
                .isEqualTo(1);
        assertThat(asAdmin.sessionChanges().endAll(BY).sessions()).isZero();
        assertThat(asAdmin.consents().withdraw(user.id(), client.id(), BY).changed())
                .isTrue();
        assertThat(asAdmin.scopeDescriptions().set("read", "Read", BY)).isTrue();
        assertThat(asAdmin.scopeDescriptions().remove("read", BY)).isTrue();
        assertThat(asAdmin.personChanges().updateClaims(user.id(), c -> c.with("nickname", "B"), BY))
                .contains(true);
        assertThat(asAdmin.personChanges().setEmailVerified(user.id(), true, BY))
                .contains(true);
    }

    /** What the server's role reads of a key before it is revoked is no way back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyThatWasDeletedNeverComesBack(boolean deletedBeforeItIsRevoked) {
        Leak leak = Leak.ofAKey();
        leak.save();
        if (deletedBeforeItIsRevoked) {
            leak.delete();
        } else {
            leak.revoke();
            leak.delete();
        }
        assertThatThrownBy(() -> leak.bringBack(leak.key().id())).rootCause().hasMessageContaining("signing_key_ids");
        assertThat(leak.opened()).doesNotContain(leak.key().id());
    }

    /** One statement, and one that does not see what others did since it began. */
    @Test
    void noOrderOfStatementsBringsAKeyBack() throws SQLException {
        Leak leak = Leak.ofAKey();
        leak.save();
        leak.revoke();
        try (Connection old = DataSources.direct(leak.role()).getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT FROM signing_keys");
            leak.delete();
            assertThatThrownBy(() -> statement.execute(leak.insertion(leak.key().id())))
                    .hasMessageContaining("signing_key_ids");
        }
        Leak other = Leak.ofAKey();
        other.revoke();
        other.end();
        assertThatThrownBy(() -> other.server().sql("""
                        WITH gone AS (DELETE FROM signing_keys WHERE revoked_at IS NOT NULL RETURNING *)
                        INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                        SELECT id, algorithm, public_key, sealed_key, now() FROM gone
                        """).update()).rootCause().hasMessageContaining("signing_key_ids");
    }

    /** What is sealed is bound to the id. */
    @Test
    void aRevokedKeyIsNoKeyUnderAnotherId() {
        Leak leak = Leak.ofAKey();
        leak.save();
        leak.revoke();
        UUID other = UUID.randomUUID();
        leak.bringBack(other);
        assertThat(leak.opened()).isNotEmpty().doesNotContain(leak.key().id(), other);
        assertThat(leak.database().keys().read(leak.masterKey()).unopened())
                .extracting(UnopenedKey::id)
                .containsExactly(other);
    }

    /** A key with its row, in a database of its own. */
    private record Leak(
            ConnectionSettings owner, ConnectionSettings role, Database database, MasterKey masterKey, KeyListing key) {

        static Leak ofAKey() {
            ConnectionSettings owner = TestDatabase.fresh();
            var database = new Database(DataSources.direct(owner));
            MasterKey masterKey = MasterKey.parse(MasterKey.generate());
            database.keyChanges().createMissing(masterKey, BY);
            KeyListing key = database.keys().list().stream()
                    .filter(one -> one.algorithm() == KeyAlgorithm.ES256)
                    .findFirst()
                    .orElseThrow();
            return new Leak(owner, TestRoles.server(owner), database, masterKey, key);
        }

        JdbcClient server() {
            return JdbcClient.create(DataSources.direct(role));
        }

        /** Keeps the row in a place that only the test has: an attacker keeps it at home. */
        void save() {
            var sql = JdbcClient.create(DataSources.direct(owner));
            sql.sql("CREATE TABLE saved AS SELECT * FROM signing_keys WHERE id = :id")
                    .param("id", key.id())
                    .update();
            sql.sql("GRANT SELECT ON saved TO latchkey_server").update();
        }

        void revoke() {
            assertThat(database.keyChanges().revoke(key, masterKey, BY).changed())
                    .isTrue();
        }

        /** Has it published no more: the server's role deletes no other. */
        void end() {
            JdbcClient.create(DataSources.direct(owner))
                    .sql("""
                            UPDATE signing_keys
                               SET active_from = now() - interval '3 days', active_until = now() - interval '2 days',
                                   published_until = now() - interval '1 day'
                             WHERE id = :id
                            """)
                    .param("id", key.id())
                    .update();
        }

        void delete() {
            end();
            assertThat(server().sql("DELETE FROM signing_keys WHERE id = :id")
                            .param("id", key.id())
                            .update())
                    .isEqualTo(1);
        }

        void bringBack(UUID id) {
            server().sql("UPDATE signing_keys SET active_until = now(), published_until = now() + interval '1 day' "
                            + "WHERE active_until IS NULL AND algorithm = 'ES256'")
                    .update();
            server().sql(insertion(id)).update();
        }

        String insertion(UUID id) {
            return "INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from) SELECT '" + id
                    + "', algorithm, public_key, sealed_key, now() FROM saved";
        }

        List<UUID> opened() {
            return database.keys().read(masterKey).keys().stream()
                    .map(KeyRecord::id)
                    .toList();
        }
    }

    @Test
    void aRevocationOfAnAccessTokenIsNotMadeVoidBeforehand() {
        UUID jti = UUID.randomUUID();
        server.sql(
                        "INSERT INTO revoked_access_tokens (jti, expires_at) VALUES (:jti, now() - interval '1 hour'), (gen_random_uuid(), now() - interval '1 hour')")
                .param("jti", jti)
                .update();
        var asServer = new Database(DataSources.direct(TestRoles.server(owner)));
        asServer.revokedAccessTokens().revoke(jti, database.now().plus(Duration.ofMinutes(5)));
        assertThat(asServer.revokedAccessTokens().purge(1000)).isEqualTo(1);
        assertThat(asServer.revokedAccessTokens().isRevoked(jti)).isTrue();
        refuses(
                server,
                "UPDATE revoked_access_tokens SET expires_at = now() - interval '1 hour' WHERE jti = '" + jti + "'");
        refuses(server, "DELETE FROM revoked_access_tokens WHERE jti = '" + jti + "'");
        // An earlier end takes nothing back.
        asServer.revokedAccessTokens().revoke(jti, database.now().minus(Duration.ofHours(1)));
        asServer.revokedAccessTokens().purge(1000);
        assertThat(asServer.revokedAccessTokens().isRevoked(jti)).isTrue();
    }

    /** A purge that waited for a revocation does not go by what it saw before. */
    @Test
    void aPurgeSparesWhatIsRevokedMeanwhile() throws Exception {
        UUID jti = UUID.randomUUID();
        database.revokedAccessTokens().revoke(jti, database.now().minus(Duration.ofHours(1)));
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> purge = database.transactions().in(() -> {
                database.revokedAccessTokens().revoke(jti, database.now().plus(Duration.ofMinutes(5)));
                Future<Integer> waiting =
                        thread.submit(() -> database.revokedAccessTokens().purge(1000));
                untilOneWaits();
                return waiting;
            });
            assertThat(purge.get(30, TimeUnit.SECONDS)).isZero();
        }
        assertThat(database.revokedAccessTokens().isRevoked(jti)).isTrue();
    }

    private static void untilOneWaits() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!JdbcClient.create(DataSources.direct(owner))
                .sql("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())
                """)
                .query(Boolean.class)
                .single()) {
            assertThat(System.nanoTime()).as("the statement waits for a lock").isLessThan(end);
        }
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
