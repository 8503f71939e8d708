package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.db.TestDatabase;
import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.user.User;
import dev.latchkey.db.user.Username;
import dev.latchkey.server.Http.Answer;
import dev.latchkey.server.maintenance.Maintenance;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to who guesses, and to everybody else meanwhile. With the default limits, but for one. */
class LimitsIT {

    private static final String[] DEFAULTS = {
        "latchkey.limits.address.failures=5",
        "latchkey.limits.account.failures=5",
        "latchkey.limits.client.failures=20",
        // So that none comes back while twenty are tried.
        "latchkey.limits.client.window=1h",
        "latchkey.limits.registration.accounts=10",
        "latchkey.registration.enabled=true",
        "latchkey.trusted-proxies=127.0.0.1,10.0.0.0/8"
    };

    private static ConnectionSettings database;
    private static TestServer server;
    private static Http http;
    private static TestClient app;
    private static TestClient backend;
    private static TestUser alice;
    private static int users;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        server = TestServer.start(database, DEFAULTS);
        http = server.http();
        app = TestClient.named("app").isPublic().addTo(server);
        backend = TestClient.named("backend").addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.update("DELETE FROM rate_limits");
        server.update("DELETE FROM sign_in_failures");
        server.update("DELETE FROM tokens");
    }

    // Addresses

    @Test
    void theSixthFailureFromAnAddressIs429WithWhenToComeBack() {
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "nobody" + i).expectError(400, "invalid_grant");
        }
        Answer refused = signIn(app, "198.51.100.1", alice).expectError(429, "temporarily_unavailable");
        int seconds = Integer.parseInt(String.valueOf(refused.header("Retry-After")));
        assertThat(seconds).isBetween(1, 12);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=5;w=60");
        assertThat(refused.header("RateLimit")).isEqualTo("\"address\";r=0;t=" + seconds);
        signIn(app, "198.51.100.2", alice).expect(200);
    }

    @Test
    void aTokenOfAnAddressComesBackAfterItsTime() {
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "nobody" + i).expect(400);
        }
        guess("198.51.100.1", "nobody").expect(429);
        pass("12 seconds");
        guess("198.51.100.1", "nobody").expect(400);
        guess("198.51.100.1", "nobody").expect(429);
    }

    @Test
    void successesDoNotCount() {
        for (int i = 0; i < 12; i++) {
            signIn(app, "198.51.100.1", alice).expect(200);
        }
        assertThat(rows("rate_limits WHERE full_at > now() + interval '1 second'"))
                .isZero();
        assertThat(rows("sign_in_failures")).isZero();
    }

    @Test
    void successesCountWhereTheSettingSaysSo() {
        try (TestServer strict =
                another("latchkey.limits.address.count-successes=true", "latchkey.limits.account.failures=0")) {
            for (int i = 0; i < 5; i++) {
                strict.http().post("/oauth2/token", form(app, alice)).expect(200);
            }
            strict.http().post("/oauth2/token", form(app, alice)).expect(429);
        }
    }

    @Test
    void anIpv6AddressIsAsGoodAsAnyOtherOfItsNetwork() {
        for (int i = 0; i < 5; i++) {
            guess("2001:db8:0:1::" + i, "nobody" + i).expect(400);
        }
        guess("2001:db8:0:1:ffff::1", "nobody").expect(429);
        guess("2001:db8:0:2::1", "nobody").expect(400);
    }

    @Test
    void aForgedForwardedForChangesNothing() {
        // What a trusted proxy appends counts, what was there before does not.
        for (int i = 0; i < 5; i++) {
            guess("192.0.2." + i + ", 198.51.100.1", "nobody" + i).expect(400);
        }
        guess("192.0.2.77, 198.51.100.1", "nobody").expect(429);
        try (TestServer direct = another("latchkey.trusted-proxies=", "spring.main.cloud-platform=kubernetes")) {
            for (int i = 0; i < 5; i++) {
                post(direct.http(), app, "192.0.2." + i, "nobody" + i, "wrong").expect(400);
            }
            post(direct.http(), app, "192.0.2.77", "nobody", "wrong").expect(429);
        }
    }

    @Test
    void theAddressOfASignInIsTheOneThatWasCounted() {
        signIn(app, "192.0.2.1, 2001:db8::7, 10.1.2.3", alice).expect(200);
        assertThat(server.sql()
                        .sql("SELECT host(address) FROM tokens")
                        .query(String.class)
                        .list())
                .containsExactly("2001:db8::7");
    }

    // Confidential clients

    @Test
    void oneGuesserBehindAConfidentialClientLocksNobodyElseOut() {
        for (int i = 0; i < 10; i++) {
            post(http, backend, null, "victim" + i, "wrong").expectError(400, "invalid_grant");
        }
        post(http, backend, null, alice.username(), alice.password()).expect(200);
        for (int i = 0; i < 5; i++) {
            post(http, backend, null, "victim", "wrong").expect(400);
        }
        post(http, backend, null, "victim", "wrong").expect(429);
        post(http, backend, null, alice.username(), alice.password()).expect(200);
    }

    @Test
    void whoGuessesElsewhereKeepsNobodyOutOfAConfidentialClient() {
        guessUntilLocked(alice);
        behind(alice.password()).expect(200);
        guess("203.0.113.9", alice.username()).expect(429);
        // Nor does who guesses there keep anybody out elsewhere, and there too guesses have an end.
        server.update("DELETE FROM sign_in_failures");
        for (int i = 0; i < 5; i++) {
            behind("wrong").expect(400);
        }
        behind(alice.password()).expect(429);
        signIn(app, "198.51.100.1", alice).expect(200);
        assertThat(server.database().signInFailures().lockedUntil(account())).isPresent();
        unlock();
        behind(alice.password()).expect(200);
    }

    private static Answer behind(String password) {
        return post(http, backend, null, alice.username(), password);
    }

    @Test
    void aConfidentialClientThatPassesAddressesIsLimitedByThem() {
        try (TestServer passing =
                another("latchkey.trusted-proxies=127.0.0.1", "latchkey.limits.address.confidential-clients=true")) {
            for (int i = 0; i < 5; i++) {
                post(passing.http(), backend, "198.51.100.1", "victim" + i, "wrong")
                        .expect(400);
            }
            post(passing.http(), backend, "198.51.100.1", "victim", "wrong").expect(429);
            post(passing.http(), backend, "198.51.100.2", alice.username(), alice.password())
                    .expect(200);
        }
    }

    // Accounts

    @Test
    void anAccountWaitsLongerAfterEachFailureWhoeverFailsAndWhetherItExists() {
        for (String name : List.of("alice", "not-there")) {
            for (int i = 0; i < 5; i++) {
                guess("198.51.100." + i, name).expectError(400, "invalid_grant");
            }
            for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900}) {
                Answer refused = guess("198.51.100.9", name).expectError(429, "temporarily_unavailable");
                assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"account\";q=5;w=900");
                assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                        .isBetween(seconds - 2, seconds);
                pass(seconds + " seconds");
                guess("198.51.100.9", name).expect(400);
            }
        }
    }

    @Test
    void theOwnerSignsInFromWhereTheyHaveBeforeWhileSomebodyGuesses() {
        signIn(app, "198.51.100.1", alice).expect(200);
        guessUntilLocked(alice);
        signIn(app, "198.51.100.2", alice).expect(429);
        signIn(app, "198.51.100.1", alice).expect(200);
        // The guesser who sits there has no more guesses than anywhere.
        pass("2 hours");
        guessUntilLocked(alice);
        for (int i = 0; i < 5; i++) {
            guess("198.51.100.1", "alice").expect(400);
            pass("12 seconds", "rate_limits", "full_at");
        }
        guess("198.51.100.1", "alice").expect(429);
    }

    @Test
    void aLockEndsWithTheWaitAndASuccessForgetsAllOfIt() {
        guessUntilLocked(alice);
        pass("5 seconds");
        signIn(app, "198.51.100.77", alice).expect(200);
        for (int i = 0; i < 5; i++) {
            guess("198.51.100." + i, "alice").expect(400);
        }
    }

    @Test
    void unlockingHoldsAtOnce() {
        guessUntilLocked(alice);
        signIn(app, "198.51.100.77", alice).expect(429);
        assertThat(server.database().signInFailures().lockedUntil(account())).isPresent();
        unlock();
        assertThat(server.database().signInFailures().lockedUntil(account())).isEmpty();
        signIn(app, "198.51.100.77", alice).expect(200);
    }

    private static User account() {
        return server.database()
                .users()
                .findByUsername(new Username(alice.username()))
                .orElseThrow();
    }

    private static void unlock() {
        assertThat(server.database().signInFailures().unlock(account(), Attribution.of("admin@console")))
                .isTrue();
    }

    @Test
    void unknownWrongAndDisabledAreLockedAlikeAndAnsweredAlike() {
        TestUser disabled = TestUser.add(server.database(), "disabled");
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        Map<String, String> passwords = new LinkedHashMap<>();
        passwords.put("alice", "wrong");
        passwords.put("not-there", "wrong");
        passwords.put("disabled", disabled.password());
        passwords.put("no name at all", "wrong");
        String body = null;
        for (var tried : passwords.entrySet()) {
            for (int i = 0; i < 5; i++) {
                post(http, app, "198.51.100." + i, tried.getKey(), tried.getValue())
                        .expectError(400, "invalid_grant");
            }
            Answer refused = post(http, app, "198.51.100.9", tried.getKey(), tried.getValue())
                    .expect(429);
            body = body == null ? refused.body() : body;
            assertThat(refused.body()).isEqualTo(body);
            assertThat(refused.header("RateLimit")).startsWith("\"account\";r=0;t=");
        }
    }

    @Test
    void guessingTheOldPasswordWaitsAndLeavesSignInsAlone() {
        String token = signIn(app, "198.51.100.1", alice).expect(200).accessToken();
        for (int i = 0; i < 5; i++) {
            changePassword(token, "wrong").expect(400);
        }
        Answer refused = changePassword(token, alice.password()).expect(429);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"account\";q=5;w=900");
        signIn(app, "198.51.100.2", alice).expect(200);
    }

    @Test
    void whoIsOverALimitCostsNoHash() {
        TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 12);
        long tried = nanos(1, () -> guess("198.51.100.1", slow.username()).expect(400));
        for (int i = 0; i < 4; i++) {
            guess("198.51.100.1", "nobody" + i).expect(400);
        }
        assertThat(nanos(5, () -> guess("198.51.100.1", slow.username()).expect(429)))
                .isLessThan(tried / 3);
        server.update("DELETE FROM sign_in_failures");
        guessUntilLocked(slow);
        assertThat(nanos(5, () -> guess("198.51.100.2", slow.username()).expect(429)))
                .isLessThan(tried / 3);
    }

    /** The shortest of so many times: the machine may be busy with something else. */
    private static long nanos(int times, Runnable request) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            request.run();
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        return shortest;
    }

    // All at once, on all servers, after a restart

    @Test
    void fiveHundredGuessesAtOnceOnTwoServersAreFive() throws Exception {
        // However long it takes, nothing comes back meanwhile.
        String[] patient = {
            "latchkey.password.hashing-queue=1000",
            "latchkey.limits.address.window=1h",
            "latchkey.limits.account.first-wait=1h",
            "latchkey.limits.account.longest-wait=1h"
        };
        try (TestServer second = another(patient);
                TestServer first = another(patient);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> guesses = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Http target = (i % 2 == 0 ? first : second).http();
                guesses.add(crowd.submit(() -> target.post("/oauth2/token", form(app, "alice", "wrong"))));
            }
            int tried = 0;
            for (Future<Answer> guess : guesses) {
                Answer answer = guess.get();
                if (answer.status() == 400) {
                    answer.expectError(400, "invalid_grant");
                    tried++;
                } else {
                    answer.expectError(429, "temporarily_unavailable");
                }
            }
            assertThat(tried).isEqualTo(5);
        }
    }

    @Test
    void fiveHundredGuessesAtOnceFromAsManyAddressesAreFive() throws Exception {
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> guesses = IntStream.range(0, 500)
                    .mapToObj(i -> crowd.submit(() -> guess("203.0." + i / 250 + "." + i % 250, "alice")))
                    .toList();
            int tried = 0;
            for (Future<Answer> guess : guesses) {
                tried += guess.get().status() == 400 ? 1 : 0;
            }
            assertThat(tried).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void manyAtOnceWithTheRightPasswordAllSignIn() throws Exception {
        try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> signIns = IntStream.range(0, 50)
                    .mapToObj(i -> crowd.submit(() -> signIn(app, "198.51.100.1", alice)))
                    .toList();
            for (Future<Answer> signIn : signIns) {
                signIn.get().expect(200);
            }
        }
    }

    @Test
    void aRestartForgetsNothing() {
        try (TestServer before = another("latchkey.limits.address.window=1h")) {
            for (int i = 0; i < 5; i++) {
                before.http()
                        .post("/oauth2/token", form(app, "nobody" + i, "wrong"))
                        .expect(400);
            }
        }
        try (TestServer after = another("latchkey.limits.address.window=1h")) {
            after.http().post("/oauth2/token", form(app, "nobody", "wrong")).expect(429);
        }
    }

    // Clients, registration, everything else

    @Test
    void theRightSecretWorksHoweverOftenOthersFailed() {
        TestClient wrong = new TestClient(backend.id(), backend.clientId(), "lks_wrong");
        for (int i = 0; i < 20; i++) {
            authenticate("198.51.100." + i, wrong).expectError(401, "invalid_client");
        }
        Answer refused = authenticate("198.51.100.20", wrong).expectError(429, "temporarily_unavailable");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"client\";q=20;w=3600");
        assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                .isBetween(1, 180);
        authenticate("198.51.100.20", backend).expect(200);
    }

    @Test
    void clientsThatAreNotThereFailAsOftenAsThoseThatAre() {
        for (int i = 0; i < 20; i++) {
            authenticate("203.0.113.1", madeUp(i)).expectError(401, "invalid_client");
        }
        authenticate("203.0.113.1", madeUp(20)).expect(429);
        assertThat(rows("rate_limits"))
                .as("one for the address, one for each name that was tried")
                .isEqualTo(21);
    }

    @Test
    void madeUpNamesShareABoundedNumberOfBuckets() {
        int network = 0;
        // Of names with the same hash nobody can make more buckets than one.
        for (String name : List.of("AaAa", "AaBB", "BBAa", "BBBB")) {
            authenticate("198.51.100." + network++, new TestClient(backend.id(), name, "lks_wrong"))
                    .expect(401);
        }
        assertThat(rows("rate_limits"))
                .as("one for each address, one for all names")
                .isEqualTo(5);
    }

    @Test
    void aFloodOfFailuresIsRefusedWithoutTheDatabase() {
        for (int i = 0; i < 20; i++) {
            authenticate("203.0.113.2", madeUp(i)).expect(401);
        }
        authenticate("203.0.113.2", madeUp(0)).expect(429);
        withoutTheTables(() -> {
            authenticate("203.0.113.2", madeUp(0)).expect(429);
            authenticate("203.0.113.2", backend).expect(200);
        });
    }

    @Test
    void anAddressMakesOnlySoManyAccounts() {
        for (int i = 0; i < 10; i++) {
            register().expect(201);
        }
        assertThat(register().expect(429).header("RateLimit-Policy")).isEqualTo("\"registration\";q=10;w=3600");
    }

    @Test
    void refreshesAndClientCredentialsAskNothingOfTheLimits() {
        String refreshToken = alice.refreshToken(server, app);
        withoutTheTables(() -> {
            http.post(
                            "/oauth2/token",
                            "grant_type",
                            "refresh_token",
                            "client_id",
                            app.clientId(),
                            "refresh_token",
                            refreshToken)
                    .expect(200);
            http.token(backend, "grant_type", "client_credentials").expect(200);
            http.signIn(backend, alice).expect(500);
        });
    }

    private static void withoutTheTables(Runnable requests) {
        server.update("ALTER TABLE rate_limits RENAME TO away");
        server.update("ALTER TABLE sign_in_failures RENAME TO away_too");
        try {
            requests.run();
        } finally {
            server.update("ALTER TABLE away RENAME TO rate_limits");
            server.update("ALTER TABLE away_too RENAME TO sign_in_failures");
        }
    }

    @Test
    void maintenanceForgetsWhatNoLongerCounts() {
        guess("198.51.100.1", "old").expect(400);
        pass("61 minutes");
        guess("198.51.100.2", "new").expect(400);
        server.bean(Maintenance.class).forgetFailures();
        assertThat(rows("rate_limits")).isEqualTo(1);
        assertThat(rows("sign_in_failures")).isEqualTo(1);
    }

    private static TestServer another(String... settings) {
        List<String> all = new ArrayList<>(List.of(DEFAULTS));
        all.addAll(List.of(settings));
        return TestServer.start(database, all.toArray(String[]::new));
    }

    private static void guessUntilLocked(TestUser user) {
        for (int i = 0; i < 5; i++) {
            guess("203.0.113." + i, user.username()).expect(400);
        }
        guess("203.0.113.9", user.username()).expect(429);
    }

    private static Answer guess(String forwardedFor, String username) {
        return post(http, app, forwardedFor, username, "wrong");
    }

    private static Answer signIn(TestClient client, String forwardedFor, TestUser user) {
        return post(http, client, forwardedFor, user.username(), user.password());
    }

    private static Answer post(
            Http to, TestClient client, @Nullable String forwardedFor, String username, String password) {
        var request = to.request("/oauth2/token");
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        if (client.equals(backend)) {
            request.header("Authorization", Http.basic(client.clientId(), client.secret()));
        }
        return to.send(request.POST(BodyPublishers.ofString(Http.encode(form(client, username, password)))), Http.FORM);
    }

    private static TestClient madeUp(int number) {
        return new TestClient(backend.id(), "made-up-" + number, "lks_wrong");
    }

    private static Answer authenticate(String forwardedFor, TestClient client) {
        return http.send(
                http.request("/oauth2/token")
                        .header("X-Forwarded-For", forwardedFor)
                        .header("Authorization", Http.basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                Http.FORM);
    }

    private static String[] form(TestClient client, TestUser user) {
        return form(client, user.username(), user.password());
    }

    private static String[] form(TestClient client, String username, String password) {
        return new String[] {
            "grant_type", "password", "client_id", client.clientId(), "username", username, "password", password
        };
    }

    private static Answer changePassword(String token, String oldPassword) {
        return http.json(
                "POST",
                "/users/me/password",
                token,
                "{\"old_password\":\"" + oldPassword + "\",\"new_password\":\"another-of-my-passwords\"}");
    }

    private static Answer register() {
        return http.json(
                "POST",
                "/register",
                null,
                "{\"username\":\"newcomer" + users++ + "\",\"password\":\"a-rather-good-password\"}");
    }

    /** Lets time pass, as far as the limits can tell. */
    private static void pass(String interval) {
        pass(interval, "rate_limits", "full_at");
        pass(interval, "sign_in_failures", "retry_at");
    }

    private static void pass(String interval, String table, String column) {
        server.update("UPDATE " + table + " SET " + column + " = " + column + " - interval '" + interval + "'");
    }

    private static int rows(String table) {
        return server.sql()
                .sql("SELECT count(*) FROM " + table)
                .query(Integer.class)
                .single();
    }
}
