package dev.latchkey.server.grant.password;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder.BCryptVersion;

class PasswordGrantIT {

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        server.close();
    }

    @Test
    void aSignInReturnsTokensOfTheUser() {
        Answer answer = http.signIn(client, user).expect(200);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(300);
        assertThat(answer.refreshToken()).startsWith("lkr_");
        var claims = answer.claims();
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder(
                        "sub", "username", "sid", "iss", "aud", "client_id", "scope", "iat", "exp", "jti", "status");
        assertThat(claims.get("sub").asString()).isEqualTo(user.id().toString());
        assertThat(claims.get("username").asString()).isEqualTo("alice");
        assertThat(claims.get("iss").asString()).isEqualTo(server.base().toString());
        assertThat(claims.get("aud").asString()).isEqualTo(server.base().toString());
        assertThat(claims.get("client_id").asString()).isEqualTo("app");
        assertThat(claims.get("scope").asString()).isEqualTo("read write");
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(300);
    }

    @Test
    void unknownWrongDisabledAndWithoutPasswordLookTheSame() {
        Answer wrong = signIn("alice", "wrong").expectError(400, "invalid_grant");
        for (Supplier<Answer> failure : failures("looks").values()) {
            Answer answer = failure.get().expectError(400, "invalid_grant");
            assertThat(answer.body()).isEqualTo(wrong.body());
            assertThat(answer.response().headers().map().keySet())
                    .isEqualTo(wrong.response().headers().map().keySet());
        }
    }

    private static Map<String, Supplier<Answer>> failures(String suffix) {
        TestUser disabled = TestUser.add(server.database(), "disabled-" + suffix);
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        TestUser without = TestUser.add(server.database(), "without-" + suffix);
        server.update("UPDATE users SET password_hash = NULL WHERE id = :id", "id", without.id());
        Map<String, Supplier<Answer>> failures = new LinkedHashMap<>();
        failures.put("wrong", () -> signIn("alice", "wrong"));
        failures.put("unknown", () -> signIn("nobody", user.password()));
        failures.put("disabled, right password", () -> http.signIn(client, disabled));
        failures.put("disabled, wrong password", () -> signIn(disabled.username(), "wrong"));
        failures.put("without a password", () -> http.signIn(client, without));
        TestUser malformed = TestUser.addWithHash(server.database(), "malformed-" + suffix, "read", "nonsense", "x");
        failures.put("a malformed hash", () -> http.signIn(client, malformed));
        TestUser costly = TestUser.addWithHash(
                server.database(),
                "costly-" + suffix,
                "read",
                "{argon2}$argon2id$v=19$m=262144,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                "x");
        failures.put("a hash that costs too much", () -> http.signIn(client, costly));
        failures.put("not even a name", () -> signIn("no body\u0007", user.password()));
        return failures;
    }

    @Test
    void aScopeThatTheUserLacksIsToldOnlyToWhoKnowsThePassword() {
        TestClient wide = TestClient.named("wide").scope("read write admin").addTo(server);
        http.token(
                        wide,
                        "grant_type",
                        "password",
                        "username",
                        "alice",
                        "password",
                        user.password(),
                        "scope",
                        "read admin")
                .expectError(400, "invalid_scope");
        http.token(wide, "grant_type", "password", "username", "alice", "password", "wrong", "scope", "read admin")
                .expectError(400, "invalid_grant");
    }

    @Test
    void grantedIsWhatWasRequestedAndClientAndUserHave() {
        TestClient wide = TestClient.named("wider").scope("read admin").addTo(server);
        assertThat(http.signIn(wide, user).expect(200).text("scope")).isEqualTo("read");
        Answer narrow = http.token(
                client, "grant_type", "password", "username", "alice", "password", user.password(), "scope", "write");
        assertThat(narrow.expect(200).text("scope")).isEqualTo("write");
        http.token(wide, "grant_type", "password", "username", "alice", "password", user.password(), "scope", "write")
                .expectError(400, "invalid_scope");
    }

    @Test
    void aClientWithoutTheRefreshGrantGetsNoRefreshToken() {
        TestClient once = TestClient.named("once").grants(GrantType.PASSWORD).addTo(server);
        Answer answer = http.signIn(once, user).expect(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(http.me(answer.accessToken()).status()).isEqualTo(200);
    }

    @Test
    void namesThatLookAlikeToTheKeyboardSignInToTheSameAccount() {
        for (String name : List.of("ALICE", "ａｌｉｃｅ")) {
            assertThat(signIn(name, user.password())
                            .expect(200)
                            .claims()
                            .get("sub")
                            .asString())
                    .isEqualTo(user.id().toString());
        }
    }

    @Test
    void theWholePasswordIsVerified() {
        String prefix = "a long password, ".repeat(6);
        String hash = new Passwords().hash(prefix + "the end");
        TestUser.addWithHash(server.database(), "whole", "read", hash, prefix);
        signIn("whole", prefix + "the end").expect(200);
        signIn("whole", prefix + "another end").expectError(400, "invalid_grant");
        signIn("whole", prefix).expectError(400, "invalid_grant");
        signIn("whole", prefix + "the end ").expectError(400, "invalid_grant");
        signIn("whole", (prefix + "the end").toUpperCase(Locale.ROOT)).expectError(400, "invalid_grant");
    }

    @Test
    void composedAndDecomposedLettersAreOnePassword() {
        TestUser.addWithHash(server.database(), "composed", "read", new Passwords().hash("café crème brûlée"), "");
        signIn("composed", "café crème brûlée").expect(200);
        signIn("composed", "cafe\u0301 cre\u0300me bru\u0302le\u0301e").expect(200);
        signIn("composed", "cafe creme brulee").expectError(400, "invalid_grant");
    }

    @Test
    void aPasswordOfOneMegabyteIsRefusedBeforeItIsRead() {
        signIn("alice", "x".repeat(1_000_000)).expectError(413, "invalid_request");
    }

    @Test
    void aPasswordThatNobodyCanHaveIsRefusedWithoutHashing() {
        // A hash that cannot be verified is reported when it is looked at.
        TestUser.addWithHash(server.database(), "broken-long", "read", "{bcrypt}not a hash", "");
        try (CapturedLog log = CapturedLog.start()) {
            signIn("broken-long", "x".repeat(257)).expectError(400, "invalid_grant");
            signIn("broken-long", "x".repeat(100_000)).expectError(400, "invalid_grant");
            signIn("broken-long", "ö".repeat(129)).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR)).isEmpty();
            signIn("broken-long", "x".repeat(256)).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR)).hasSize(1);
        }
    }

    @Test
    void aMalformedHashIsInvalidGrantAndAnAlertInTheLog() {
        int number = 0;
        for (String hash : List.of("", "{noop}secret-in-clear", "{bcrypt}x", "{argon2}$argon2id$v=19$m=1", "\u0007")) {
            TestUser broken =
                    TestUser.addWithHash(server.database(), "broken" + number++, "read", hash, "secret-in-clear");
            try (CapturedLog log = CapturedLog.start()) {
                http.signIn(client, broken).expectError(400, "invalid_grant");
                assertThat(log.at(Level.ERROR))
                        .singleElement()
                        .asString()
                        .contains(broken.id().toString())
                        .doesNotContain("secret-in-clear");
            }
        }
    }

    @Test
    void aHashThatCostsTooMuchIsInvalidGrantAndAnAlertInTheLog() {
        TestUser costly = TestUser.addWithHash(
                server.database(),
                "too-costly",
                "read",
                "{argon2}$argon2id$v=19$m=262144,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                "x");
        try (CapturedLog log = CapturedLog.start()) {
            http.signIn(client, costly).expectError(400, "invalid_grant");
            assertThat(log.at(Level.ERROR))
                    .singleElement()
                    .asString()
                    .contains(costly.id().toString(), "latchkey.password.max-hash-memory");
        }
    }

    @Test
    void anImportedHashOfThePasswordAsSentSignsInAndIsHashedNormalised() {
        String decomposed = "cafe\u0301 \u212arakow";
        for (String stored : List.of(
                Objects.requireNonNull(new BCryptPasswordEncoder(4).encode(decomposed)),
                Objects.requireNonNull(new Argon2PasswordEncoder(16, 32, 1, 19_456, 2).encode(decomposed)))) {
            TestUser imported = TestUser.addWithHash(
                    server.database(), "sent-" + stored.substring(1, 3), "read", stored, decomposed);
            signIn(imported.username(), "café Krakow").expectError(400, "invalid_grant");
            http.signIn(client, imported).expect(200);
            assertThat(hashOf(imported)).startsWith("{argon2}$argon2id$");
            signIn(imported.username(), "café Krakow").expect(200);
            http.signIn(client, imported).expect(200);
        }
    }

    @Test
    void bcryptRowsSignInAndAreHashedAgain() {
        int number = 0;
        for (BCryptVersion version : BCryptVersion.values()) {
            String hash = Objects.requireNonNull(new BCryptPasswordEncoder(version, 4).encode("an imported password"));
            for (String stored : List.of(hash, "{bcrypt}" + hash)) {
                TestUser imported = TestUser.addWithHash(
                        server.database(), "imported" + number++, "read", stored, "an imported password");
                signIn(imported.username(), "wrong").expectError(400, "invalid_grant");
                assertThat(hashOf(imported)).isEqualTo(stored);
                Answer answer = http.signIn(client, imported).expect(200);
                assertThat(hashOf(imported)).startsWith("{argon2}$argon2id$");
                http.refresh(client, answer.refreshToken()).expect(200);
                http.signIn(client, imported).expect(200);
            }
        }
    }

    @Test
    void allOfManyFirstSignInsOfAnImportedAccountSucceed() throws Exception {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "imported-busy", 8);
        List<Future<Answer>> signIns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            signIns.add(threads.submit(() -> http.signIn(client, imported)));
        }
        for (Future<Answer> signIn : signIns) {
            http.refresh(client, signIn.get().expect(200).refreshToken()).expect(200);
        }
    }

    @Test
    void hashingAgainDoesNotUndoAPasswordThatWasSetMeanwhile() throws Exception {
        TestUser imported = TestUser.addWithBcrypt(server.database(), "racing-rehash", 4);
        String reset = new Passwords().hash("set by an administrator");
        Answer answer = signInWhileLocked(imported, "UPDATE users SET password_hash = ? WHERE id = ?", reset);
        answer.expectError(400, "invalid_grant");
        assertThat(hashOf(imported)).isEqualTo(reset);
        signIn(imported.username(), "set by an administrator").expect(200);
    }

    @Test
    void aSignInLosesAgainstAPasswordThatWasSetMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-password");
        Answer answer = signInWhileLocked(
                racer, "UPDATE users SET password_hash = ? WHERE id = ?", new Passwords().hash("set meanwhile"));
        answer.expectError(400, "invalid_grant");
        assertThat(familiesOf(racer)).isZero();
    }

    @Test
    void aSignInLosesAgainstADisableMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-disable");
        Answer answer = signInWhileLocked(
                racer, "UPDATE users SET disabled_at = now(), full_name = ? WHERE id = ?", "Disabled");
        answer.expectError(400, "invalid_grant");
        assertThat(familiesOf(racer)).isZero();
    }

    @Test
    void aSignInLosesAgainstADeletionMeanwhile() throws Exception {
        TestUser racer = TestUser.add(server.database(), "racing-delete");
        Answer answer =
                signInWhileLocked(racer, "DELETE FROM users WHERE full_name IS DISTINCT FROM ? AND id = ?", "nobody");
        answer.expectError(400, "invalid_grant");
    }

    /** Signs in while another connection holds the user's row; that one then changes it, before the sign-in goes on. */
    private static Answer signInWhileLocked(TestUser racer, String change, String value)
            throws SQLException, InterruptedException, ExecutionException {
        try (Connection admin = DataSources.direct(server.settings()).getConnection();
                Statement lock = admin.createStatement();
                PreparedStatement update = admin.prepareStatement(change)) {
            admin.setAutoCommit(false);
            lock.execute("SELECT FROM users WHERE id = '" + racer.id() + "' FOR UPDATE");
            Future<Answer> signIn = threads.submit(() -> http.signIn(client, racer));
            Waiting.until(
                    "the sign-in waits for the row",
                    Duration.ofSeconds(10),
                    () -> server.sql()
                            .sql("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                                    + " datname = current_database())")
                            .query(Boolean.class)
                            .single());
            update.setString(1, value);
            update.setObject(2, racer.id());
            assertThat(update.executeUpdate()).isEqualTo(1);
            admin.commit();
            return signIn.get();
        }
    }

    @Test
    void hostileHeadersDoNotStopASignIn() {
        for (String agent :
                List.of("x".repeat(4000), "\u00FF\u00FE", "'; DROP TABLE tokens; --", "${jndi:ldap://x/y}", "%00")) {
            http.send(
                            http.request("/oauth2/token")
                                    .header("User-Agent", agent)
                                    .header("X-Forwarded-For", "not an address")
                                    .header("Forwarded", "for=\"[::1%25lo]\"")
                                    .header("Authorization", Http.basic(client.clientId(), client.secret()))
                                    .POST(BodyPublishers.ofString(Http.encode(
                                            "grant_type",
                                            "password",
                                            "username",
                                            "alice",
                                            "password",
                                            user.password()))),
                            Http.FORM)
                    .expect(200);
        }
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM tokens WHERE host(address) NOT IN ('127.0.0.1', '::1')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void namesThatLookLikeSqlAreNames() {
        for (String name : List.of("alice' OR '1'='1", "alice'--", "alice\\", "%", "al_ce", "alice;", "\"alice\"")) {
            signIn(name, user.password()).expectError(400, "invalid_grant");
        }
    }

    private static Answer signIn(String username, String password) {
        return http.token(client, "grant_type", "password", "username", username, "password", password);
    }

    private static String hashOf(TestUser user) {
        return server.sql()
                .sql("SELECT password_hash FROM users WHERE id = :id")
                .param("id", user.id())
                .query(String.class)
                .single();
    }

    private static int familiesOf(TestUser user) {
        return server.sql()
                .sql("SELECT count(*) FROM tokens WHERE user_id = :id")
                .param("id", user.id())
                .query(Integer.class)
                .single();
    }
}
