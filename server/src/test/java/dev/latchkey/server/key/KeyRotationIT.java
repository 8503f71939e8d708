package dev.latchkey.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyListing.State;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.operate.Maintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers do with keys that are rotated or revoked, and with a new master key. */
class KeyRotationIT {

    private static final Attribution BY = Attribution.of("test");

    /** A second is promised; a busy machine gets more. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void aRevokedKeyLeavesTheJwkSetOfEveryServerAndItsTokensAreRefused() {
        ConnectionSettings database = TestDatabase.fresh();
        String issuer = "latchkey.issuer=https://login.example.com";
        try (TestServer one = TestServer.start(database, issuer);
                TestServer two = TestServer.start(database, issuer)) {
            TestClient client =
                    TestClient.named("shop").algorithm(KeyAlgorithm.ES256).addTo(one);
            two.reload();
            TestUser user = TestUser.add(one.database(), "alice");
            Http.Answer signIn = one.http().signIn(client, user).expect(200);
            two.http().me(signIn.accessToken()).expect(200);
            KeyListing leaked = active(one, KeyAlgorithm.ES256);

            one.bean(KeyChanges.class).revoke(leaked, MasterKey.parse(TestServer.MASTER_KEY), BY);

            for (TestServer server : List.of(one, two)) {
                Waiting.until(
                        "the key has left",
                        SOON,
                        () -> !server.http()
                                .get("/oauth2/jwks")
                                .body()
                                .contains(leaked.id().toString()));
                assertThat(server.http()
                                .introspect(client, signIn.accessToken())
                                .body())
                        .isEqualTo("{\"active\":false}");
                server.http().me(signIn.accessToken()).expect(401);
            }
            // The session goes on: another key signs what it gets now.
            String next = two.http()
                    .refresh(client, signIn.refreshToken())
                    .expect(200)
                    .accessToken();
            assertThat(kid(next)).isNotEqualTo(leaked.id().toString());
            one.http().me(next).expect(200);
        }
    }

    @Test
    void anOfflineValidatorRefusesWhatARevokedKeySignedWhenItsJwkSetIsOld() {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer server = TestServer.start(database, TestKeys.SHORT)) {
            TestClient client =
                    TestClient.named("shop").algorithm(KeyAlgorithm.ES256).addTo(server);
            String token = server.http()
                    .token(client, "grant_type", "client_credentials")
                    .expect(200)
                    .accessToken();
            CachingValidator validator = new CachingValidator(server.http(), TestKeys.SHORT.cacheAge());
            assertThat(validator.accepts(token)).isTrue();
            server.bean(KeyChanges.class)
                    .revoke(active(server, KeyAlgorithm.ES256), MasterKey.parse(TestServer.MASTER_KEY), BY);
            // What the command tells: the servers follow within a second, everybody else when no copy can be older.
            Waiting.until(
                    "the validator refuses", TestKeys.SHORT.pending().plusSeconds(1), () -> !validator.accepts(token));
        }
    }

    @Test
    void aRevokedKeyOfRefreshTokensEndsTheirUse() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            TestClient client = TestClient.named("shop").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            String before = server.http().signIn(client, user).expect(200).refreshToken();
            KeyListing leaked = active(server, KeyAlgorithm.HS256);
            server.bean(KeyChanges.class).revoke(leaked, MasterKey.parse(TestServer.MASTER_KEY), BY);
            server.reload();
            server.http().refresh(client, before).expectError(400, "invalid_grant");
            String after = server.http().signIn(client, user).expect(200).refreshToken();
            server.http().refresh(client, after).expect(200);
        }
    }

    /** As an editor does that empties a file before it writes it. */
    @Test
    void aMasterKeyThatCannotBeReadForAMomentCostsNoKey() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            String text = MasterKey.generate();
            MasterKey after = MasterKey.parse(text);
            Deque<MasterKey> readings = new ArrayDeque<>(List.of(MasterKey.parse(TestServer.MASTER_KEY)));
            AtomicInteger failures = new AtomicInteger();
            KeyDirectory directory = new KeyDirectory(
                    server.database().keys(),
                    () -> {
                        if (readings.isEmpty()) {
                            failures.incrementAndGet();
                            readings.add(after);
                            throw new ConfigurationException("The file is empty");
                        }
                        return readings.remove();
                    },
                    InstantSource.system());
            assertThat(directory.reload()).isTrue();
            MasterKey both = MasterKey.parse(text + "\n" + TestServer.MASTER_KEY);
            server.database().keyRewrap().rewrap(both, BY);
            assertThat(directory.reload()).isTrue();
            assertThat(directory.unreadable()).isZero();
            assertThat(failures).hasValue(1);
        }
    }

    @Test
    void runningServersFollowANewMasterKey(@TempDir Path directory) throws IOException {
        ConnectionSettings database = TestDatabase.fresh();
        Path file = directory.resolve("master-key");
        String before = MasterKey.generate();
        String after = MasterKey.generate();
        Files.writeString(file, before);
        try (TestServer server =
                TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file)) {
            TestClient client = TestClient.named("shop").addTo(server);
            Files.writeString(file, after + "\n" + before);
            MasterKey both = MasterKey.parse(after + "\n" + before);
            assertThat(server.database().keyRewrap().rewrap(both, BY)).isEqualTo(3);
            Files.writeString(file, after);

            KeyListing next = server.bean(KeyChanges.class)
                    .revoke(active(server, KeyAlgorithm.RS256), MasterKey.parse(after), BY)
                    .next()
                    .orElseThrow();
            Waiting.until(
                    "the next key signs",
                    SOON,
                    () -> kid(server.http()
                                    .token(client, "grant_type", "client_credentials")
                                    .expect(200)
                                    .accessToken())
                            .equals(next.id().toString()));
        }
        // And so does one that starts.
        try (TestServer server =
                TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file)) {
            assertThat(server.http().get("/oauth2/jwks").json().get("keys")).hasSize(2);
        }
    }

    @Test
    void serversRotateByThemselvesWhenAKeyIsOld() {
        try (TestServer server = TestServer.start(TestDatabase.fresh(), "latchkey.key.rotate-after=30d")) {
            Maintenance maintenance = server.bean(Maintenance.class);
            maintenance.run();
            assertThat(TestKeys.states(server, KeyAlgorithm.RS256)).containsExactly(State.ACTIVE);
            server.update("UPDATE signing_keys SET active_from = active_from - interval '30 days'");
            maintenance.run();
            maintenance.run();
            assertThat(TestKeys.states(server, KeyAlgorithm.RS256)).containsExactly(State.PENDING, State.ACTIVE);
            Waiting.until(
                    "both are published",
                    SOON,
                    () -> server.http().get("/oauth2/jwks").json().get("keys").size() == 4);
        }
    }

    private static KeyListing active(TestServer server, KeyAlgorithm algorithm) {
        return server.database().keys().list().stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == State.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    private static String kid(String token) {
        return Http.header(token).get("kid").asString();
    }
}
