package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server that logs in as the role that {@code docs/roles.sql} makes for it. */
class ServerRoleIT {

    private static ConnectionSettings owner;
    private static ConnectionSettings role;

    @BeforeAll
    static void create() {
        owner = TestDatabase.fresh();
        role = TestRoles.server(owner);
    }

    @Test
    void aServerNeedsNoMore() {
        try (TestServer server = TestServer.start(
                        role,
                        "latchkey.database.migrate=validate",
                        "latchkey.registration.enabled=true",
                        "latchkey.limits.account.failures=2",
                        "latchkey.limits.address.failures=3",
                        "latchkey.limits.client.failures=3");
                CapturedLog log = CapturedLog.start()) {
            server.bean(Maintenance.class).run();
            server.bean(Maintenance.class).addPartitions();
            TestClient client = TestClient.named("app").addTo(new Database(DataSources.direct(owner)));
            server.reload();
            Http http = server.http();

            tokens(http, client, signUp(http));
            failures(http, client);
            keys(server);
            JdbcClient.create(DataSources.direct(owner))
                    .sql("INSERT INTO bans (network, expires_at) VALUES ('192.0.2.0/24', now() - interval '1 hour')")
                    .update();
            server.bean(Maintenance.class).run();
            server.bean(Maintenance.class).forgetFailures();

            assertThat(log.at(Level.ERROR)).isEmpty();
            assertThat(log.text()).doesNotContain("permission denied", "will be tried again");
        }
    }

    private static TestUser signUp(Http http) {
        TestUser user = new TestUser(UUID.randomUUID(), "alice", "correct horse battery staple");
        http.json(
                        "POST",
                        "/register",
                        null,
                        "{\"username\":\"alice\",\"email\":\"a@example.com\",\"full_name\":\"A\",\"password\":\""
                                + user.password() + "\"}")
                .expect(201);
        return user;
    }

    private static void tokens(Http http, TestClient client, TestUser user) {
        Answer first = http.signIn(client, user).expect(200);
        Answer second = http.refresh(client, first.refreshToken()).expect(200);
        http.introspect(client, second.accessToken()).expect(200);
        http.json("PATCH", "/users/me", second.accessToken(), "{\"full_name\":\"Alice\"}")
                .expect(200);
        http.json(
                        "POST",
                        "/users/me/password",
                        second.accessToken(),
                        "{\"old_password\":\"" + user.password()
                                + "\",\"new_password\":\"another correct horse battery\"}")
                .expect(204);
        http.revoke(client, second.accessToken()).expect(200);
        String machine = http.token(client, "grant_type", "client_credentials")
                .expect(200)
                .accessToken();
        http.revoke(client, machine).expect(200);
        assertThat(http.introspect(client, machine).body()).isEqualTo("{\"active\":false}");
    }

    private static void failures(Http http, TestClient client) {
        for (int i = 0; i < 5; i++) {
            int status = http.token(client, "grant_type", "password", "username", "alice", "password", "wrong")
                    .status();
            assertThat(status).isIn(400, 429);
        }
        http.postWith(Http.basic("app", "lks_wrong"), "/oauth2/token", "grant_type", "client_credentials")
                .expectError(401, "invalid_client");
    }

    /** Has a key end, and puts one there that is no longer published. */
    private static void keys(TestServer server) {
        server.bean(KeyChanges.class)
                .rotate(KeyAlgorithm.RS256, MasterKey.parse(TestServer.MASTER_KEY), Attribution.of("server"));
        JdbcClient.create(DataSources.direct(owner)).sql("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from, active_until, published_until, revoked_at)
                VALUES (gen_random_uuid(), 'RS256', 'x', 'x', now() - interval '9 days', now() - interval '8 days',
                        now() - interval '7 days', now() - interval '8 days')
                """).update();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE mine ()",
                "CREATE TEMP TABLE mine ()",
                "ALTER TABLE users ADD COLUMN mine text",
                "CREATE INDEX ON users (email)",
                "DROP TABLE users",
                "TRUNCATE tokens",
                "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                "UPDATE users SET disabled_at = NULL",
                "UPDATE users SET scopes = '{admin}'",
                "DELETE FROM users",
                "UPDATE clients SET scopes = '{admin}'",
                "INSERT INTO client_secrets (id, client_id, secret_hash) SELECT id, id, '' FROM clients",
                "SELECT * FROM audit_log",
                "DELETE FROM audit_log"
            })
    void thisIsNotAServersToDo(String statement) {
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(role));
        assertThatThrownBy(() -> jdbc.sql(statement).update())
                .rootCause()
                .hasMessageMatching("(?s).*(permission denied|must be owner).*");
    }
}
