package dev.latchkey.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.limit.Ban;
import dev.latchkey.core.limit.Network;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One row that cannot be read keeps no other from being read: what was revoked, disabled or deleted is so. */
class UnreadableRowsIT {

    private static final Attribution BY = Attribution.of("test");

    /** A second, and some more for a machine that is busy with other tests. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private final String before = MasterKey.generate();
    private Path file;
    private ConnectionSettings database;
    private TestServer server;
    private Http http;
    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("master-key");
        Files.writeString(file, before);
        database = TestDatabase.fresh();
        server = TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file);
        http = server.http();
        client = TestClient.named("app").addTo(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aKeyThatIsRevokedIsSoThoughAnotherCannotBeOpened() {
        TestUser user = TestUser.add(server.database(), "alice");
        Answer signedIn = http.signIn(client, user).expect(200);
        try (CapturedLog log = CapturedLog.start()) {
            damage(KeyAlgorithm.ES256);
            KeyListing leaked = active(KeyAlgorithm.RS256);
            KeyListing next = server.bean(KeyChanges.class)
                    .revoke(leaked, MasterKey.parse(before), BY)
                    .next()
                    .orElseThrow();
            Waiting.until(
                    "the next key signs",
                    LIMIT,
                    () -> kid(token().expect(200)).equals(next.id().toString()));
            assertThat(http.introspect(client, signedIn.accessToken()).body()).isEqualTo("{\"active\":false}");
            http.me(signedIn.accessToken()).expect(401);
            http.refresh(client, signedIn.refreshToken()).expect(200);
            assertThat(http.get("/oauth2/jwks").expect(200).json().get("keys")).hasSize(1);
            server.management().get("/readyz").expect(200);
            assertThat(server.metric("latchkey_directory_unreadable_rows{rows=\"keys\"}"))
                    .isEqualTo(1);
            Waiting.until("it is known to be so", LIMIT, () -> server.metric("latchkey_directory_age_seconds") < 2);
            for (int i = 0; i < 3; i++) {
                server.reload();
            }
            assertThat(log.at(Level.ERROR)).as("said once").hasSize(1);
            assertThat(log.text())
                    .contains("Left out row " + active(KeyAlgorithm.ES256).id() + " of signing_keys: ");
        }
    }

    /** As in an audit: the keys are sealed anew, and the server was not told the new master key. */
    @Test
    void withTheFormerMasterKeyItSignsWithNoKeyThatWasRevoked() throws IOException {
        TestUser user = TestUser.add(server.database(), "alice");
        Answer signedIn = http.signIn(client, user).expect(200);
        String after = MasterKey.generate();
        server.database().keyRewrap().rewrap(MasterKey.parse(after + " " + before), BY);
        KeyListing leaked = active(KeyAlgorithm.RS256);
        KeyListing other = server.database()
                .keyChanges()
                .revoke(leaked, MasterKey.parse(after), BY)
                .next()
                .orElseThrow();
        Waiting.until(
                "it knows of the revocation",
                LIMIT,
                () -> http.introspect(client, signedIn.accessToken()).body().equals("{\"active\":false}"));
        token().expectError(503, "temporarily_unavailable");
        http.me(signedIn.accessToken()).expect(401);
        // Whether it is good this server cannot know, so it does not say that it is not.
        http.refresh(client, signedIn.refreshToken()).expectError(503, "temporarily_unavailable");
        http.revoke(client, signedIn.refreshToken()).expectError(503, "temporarily_unavailable");
        assertThat(http.get("/oauth2/jwks").expect(200).json().get("keys")).isEmpty();
        server.management().get("/readyz").expect(503);
        assertThat(server.metric("latchkey_directory_unreadable_rows{rows=\"keys\"}"))
                .isEqualTo(3);

        // Without a restart, and without a word from the database.
        Files.writeString(file, after);
        Waiting.until("it has the new master key", LIMIT, () -> token().status() == 200);
        assertThat(kid(token())).isEqualTo(other.id().toString());
        http.refresh(client, signedIn.refreshToken()).expect(200);
        server.management().get("/readyz").expect(200);
    }

    @Test
    void aTokenOfAKeyThatCannotBeOpenedIsNotCalledBad() {
        Answer signedIn =
                http.signIn(client, TestUser.add(server.database(), "alice")).expect(200);
        damage(KeyAlgorithm.RS256);
        Waiting.until("the key is left out", LIMIT, () -> token().status() == 503);
        http.introspect(client, signedIn.accessToken()).expectError(503, "temporarily_unavailable");
        http.me(signedIn.accessToken()).expect(503);
        server.management().get("/readyz").expect(503);
        http.introspect(client, "garbage").expect(200);
    }

    /** The row of a version to come, in an upgrade. */
    @Test
    void keysAndClientsOfAnAlgorithmThatOnlyANewerVersionKnowsAreLeftOut() {
        server.sql()
                .sql("ALTER TABLE signing_keys DROP CONSTRAINT signing_keys_algorithm_known")
                .update();
        server.sql()
                .sql("ALTER TABLE clients DROP CONSTRAINT clients_signing_algorithm_known")
                .update();
        server.sql()
                .sql("ALTER TABLE clients DROP CONSTRAINT clients_origins_syntax")
                .update();
        server.update("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                SELECT :id, 'ML-DSA-44', public_key, sealed_key, now() FROM signing_keys WHERE algorithm = 'ES256'
                """, "id", UUID.randomUUID());
        TestClient newer = TestClient.named("newer").addTo(server.database());
        server.update("UPDATE clients SET signing_algorithm = 'ML-DSA-44' WHERE id = :id", "id", newer.id());
        TestClient pattern = TestClient.named("pattern").addTo(server.database());
        server.update(
                "UPDATE clients SET origins = '{https://*.example.com,https://a.example}' WHERE id = :id",
                "id",
                pattern.id());
        // Known by its name, and so not unknown.
        Waiting.until("it is left out", LIMIT, () -> token(newer).status() == 503);
        Waiting.until("the other is known", LIMIT, () -> token(pattern).status() == 200);
        assertThat(server.metric("latchkey_directory_unreadable_rows{rows=\"clients\"}"))
                .isEqualTo(1);
        assertThat(server.metric("latchkey_directory_unreadable_rows{rows=\"keys\"}"))
                .isEqualTo(1);
        server.management().get("/readyz").expect(200);
        assertDisabledClientsAreRefused();
        // And a server of this version can be started beside it.
        try (TestServer another =
                TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file)) {
            another.management().get("/readyz").expect(200);
        }
    }

    /** An IPv4 network in IPv6's form, as psql takes it. No other ban could not be read. */
    @Test
    void aBanInAnotherFormKeepsNothingFromBeingRead() {
        server.update("INSERT INTO bans (network) VALUES ('::ffff:192.0.2.0/120')");
        assertDisabledClientsAreRefused();
        assertThat(server.metric("latchkey_directory_unreadable_rows{rows=\"bans\"}"))
                .isZero();
        assertThat(server.database().bans().findAll())
                .extracting(Ban::network)
                .containsExactly(Network.parse("192.0.2.0/24"));
        server.management().get("/readyz").expect(200);
    }

    private void assertDisabledClientsAreRefused() {
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", client.id());
        Waiting.until("the client is refused", LIMIT, () -> token().status() == 401);
    }

    private void damage(KeyAlgorithm algorithm) {
        server.update(
                "UPDATE signing_keys SET sealed_key = sealed_key || '\\x00'::bytea WHERE algorithm = :algorithm",
                "algorithm",
                algorithm.name());
    }

    private KeyListing active(KeyAlgorithm algorithm) {
        return server.database().keys().list().stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == KeyListing.State.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    private Answer token() {
        return token(client);
    }

    private Answer token(TestClient who) {
        return http.token(who, "grant_type", "client_credentials");
    }

    private static String kid(Answer answer) {
        return Http.header(answer.accessToken()).get("kid").asString();
    }
}
