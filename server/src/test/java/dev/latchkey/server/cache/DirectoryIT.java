package dev.latchkey.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is changed on the database by others holds on every server within a second. */
class DirectoryIT {

    /** A second, and four more for a machine that is busy with other tests. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static TestServer one;
    private static TestServer two;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        one = TestServer.start(database);
        two = TestServer.start(database);
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @Test
    void aNewClientIsKnownEverywhere() {
        TestClient client = TestClient.named("fresh").addTo(one.database());
        untilBoth(client, 200);
    }

    @Test
    void aClientThatIsDisabledIsRefusedEverywhereAndComesBack() {
        TestClient client = known("switched");
        one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
        untilBoth(client, 401);
        one.update("UPDATE clients SET disabled_at = NULL WHERE id = :id", "id", client.id());
        untilBoth(client, 200);
    }

    @Test
    void aSecretThatIsReplacedIsRefusedEverywhereAndTheNewOneHolds() {
        TestClient client = known("rotated");
        String secret = ClientSecret.generate();
        one.update(
                "UPDATE client_secrets SET secret_hash = :hash WHERE client_id = :id",
                "hash",
                ClientSecret.hash(secret),
                "id",
                client.id());
        untilBoth(client, 401);
        untilBoth(new TestClient(client.id(), client.clientId(), secret), 200);
    }

    @Test
    void aClientThatIsDeletedIsUnknownEverywhere() {
        TestClient client = known("deleted");
        one.update("DELETE FROM clients WHERE id = :id", "id", client.id());
        untilBoth(client, 401);
    }

    @Test
    void aNewResourceIsKnownEverywhere() {
        TestClient client = known("asking");
        one.database()
                .requests()
                .resources()
                .put(new Resource("https://api.example/", Scopes.parse("read")), Attribution.of("test"));
        for (TestServer server : List.of(one, two)) {
            Waiting.until(
                    "the resource",
                    LIMIT,
                    () -> server.http()
                                    .token(
                                            client,
                                            "grant_type",
                                            "client_credentials",
                                            "resource",
                                            "https://api.example/")
                                    .status()
                            == 200);
        }
    }

    @Test
    void aChangeThatNobodyWasToldOfHoldsAsWell() {
        TestClient client = known("untold");
        // As when the notification is lost: the version counts on, and nobody is told.
        one.sql().sql("ALTER TABLE clients DISABLE TRIGGER clients_changed").update();
        try {
            one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
            one.update("UPDATE directory_version SET version = version + 1");
            untilBoth(client, 401);
        } finally {
            one.sql().sql("ALTER TABLE clients ENABLE TRIGGER clients_changed").update();
        }
    }

    @Test
    void aChangeHoldsAlsoWhenTheListeningConnectionsWereKilled() {
        for (int round = 0; round < 3; round++) {
            TestClient client = known("killed" + round);
            assertThat(killListeners()).isPositive();
            one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
            untilBoth(client, 401);
        }
    }

    @Test
    void aChangeHoldsThoughAFailoverGaveItTheNumberOfOneThatWasLost() {
        TestClient client = known("failover");
        long seen = one.database().directoryVersion().read();
        // As after a failover that lost the last change, and another one in its place.
        one.sql().sql("ALTER TABLE clients DISABLE TRIGGER clients_changed").update();
        try {
            one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
        } finally {
            one.sql().sql("ALTER TABLE clients ENABLE TRIGGER clients_changed").update();
        }
        assertThat(one.database().directoryVersion().read()).isEqualTo(seen);
        killListeners();
        untilBoth(client, 401);
    }

    @Test
    void whatCouldNotBeReadIsReadWhenItCan() {
        TestClient client = known("broken");
        one.update("UPDATE signing_keys SET sealed_key = sealed_key || '\\x00'::bytea WHERE algorithm = 'ES256'");
        one.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
        untilBoth(client, 401);
        assertThat(one.http().get("/oauth2/jwks").status()).isEqualTo(200);

        // Put right without any notice: the key of before is there again, and another one leaves.
        one.sql()
                .sql("ALTER TABLE signing_keys DISABLE TRIGGER signing_keys_changed")
                .update();
        try {
            one.update("""
                    UPDATE signing_keys
                       SET sealed_key = substring(sealed_key FROM 1 FOR octet_length(sealed_key) - 1),
                           active_until = active_from, published_until = active_from, revoked_at = now()
                     WHERE algorithm = 'ES256'
                    """);
        } finally {
            one.sql()
                    .sql("ALTER TABLE signing_keys ENABLE TRIGGER signing_keys_changed")
                    .update();
        }
        Waiting.until(
                "the key has left",
                LIMIT,
                () -> one.http().get("/oauth2/jwks").json().get("keys").size() == 1);
    }

    private static int killListeners() {
        return one.sql().sql("""
                        SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND application_name = 'latchkey-directory'
                        """).query(Integer.class).single();
    }

    @Test
    void readingAgainAndAgainCostsNoConnection() {
        for (int i = 0; i < 30; i++) {
            one.reload();
        }
        TestClient client = known("after-many");
        TestUser user = TestUser.add(one.database(), "alice");
        one.http().signIn(client, user).expect(200);
    }

    private static TestClient known(String clientId) {
        TestClient client = TestClient.named(clientId).addTo(one.database());
        one.reload();
        two.reload();
        assertThat(status(one, client)).isEqualTo(200);
        assertThat(status(two, client)).isEqualTo(200);
        return client;
    }

    private static void untilBoth(TestClient client, int status) {
        Waiting.until(
                client.clientId() + " gets " + status + " from both servers",
                LIMIT,
                () -> status(one, client) == status && status(two, client) == status);
    }

    private static int status(TestServer server, TestClient client) {
        return server.http().token(client, "grant_type", "client_credentials").status();
    }
}
