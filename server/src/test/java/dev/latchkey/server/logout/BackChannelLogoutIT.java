package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenID Connect Back-Channel Logout 1.0, from the end of a session to the client's endpoint. */
class BackChannelLogoutIT {

    private static final Attribution BY = Attribution.of("test");
    private static final String LISTED = "latchkey.fetch.private-hosts=127.0.0.1";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static LogoutReceiver receiver;
    private static TestServer server;
    private static TestClient client;

    private TestUser user;
    private WebFlow browser;
    private Answer tokens;
    private JWTClaimsSet idToken;

    /** What ends the session of a test. */
    interface Act {
        void end(BackChannelLogoutIT it) throws Exception;
    }

    record End(String name, Act act) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        receiver = new LogoutReceiver();
        server = TestServer.start(TestDatabase.fresh(), LISTED);
        client = told("app").addTo(server);
    }

    private static TestClient.Builder told(String name) {
        return TestClient.named(name)
                .redirects(WebFlow.REDIRECT_URI)
                .scope("read openid offline_access")
                .told(receiver.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.close();
    }

    @BeforeEach
    void signIn() throws Exception {
        receiver.answer(200);
        user = TestUser.add(server.database(), "user" + NAMES.incrementAndGet());
        browser = WebFlow.of(server, client);
        tokens = browser.redeem(browser.code(user, "scope", "openid offline_access"))
                .expect(200);
        idToken = SignedJWT.parse(tokens.text("id_token")).getJWTClaimsSet();
        receiver.forget();
    }

    private String logout(String... parameters) {
        return "/oauth2/logout?" + Http.encode(parameters);
    }

    private static WebFlow other(TestUser user) {
        WebFlow other = WebFlow.of(server, client);
        other.code(user, "scope", "openid");
        return other;
    }

    private UUID sid() throws Exception {
        return UUID.fromString(idToken.getStringClaim("sid"));
    }

    static Stream<End> ends() {
        return Stream.of(
                new End(
                        "sign-out at the client",
                        it -> it.browser
                                .get(it.logout("id_token_hint", it.tokens.text("id_token")))
                                .expect(200)),
                new End(
                        "sign-out on the page",
                        it -> it.browser
                                .send(it.browser.get("/oauth2/logout"), "decision", "x")
                                .expect(303)),
                new End("the others, from another browser", it -> {
                    WebFlow other = other(it.user);
                    other.send(other.get("/account/sessions").expect(200), "decision", "others");
                }),
                new End("one, from another browser", it -> {
                    WebFlow other = other(it.user);
                    other.send(
                            other.get("/account/sessions").expect(200),
                            "session",
                            it.sid().toString());
                }),
                new End("another user signs in", it -> {
                    TestUser second = TestUser.add(server.database(), "second" + NAMES.incrementAndGet());
                    Answer page = it.browser.open("prompt", "login", "scope", "openid");
                    it.browser.follow(it.browser.signIn(page, second));
                }),
                new End(
                        "an administrator ends it",
                        it -> server.database().sessionChanges().end(it.sid(), "administrator", BY)),
                new End(
                        "an administrator ends all of the user",
                        it -> server.database().sessionChanges().endAllOfUser(it.user.id(), BY)),
                new End(
                        "the user is disabled",
                        it -> server.database().userChanges().disable(it.user.in(server.database()), BY)),
                new End(
                        "the user is deleted",
                        it -> server.database().userChanges().delete(it.user.in(server.database()), BY)),
                new End(
                        "a new password",
                        it -> server.database()
                                .userChanges()
                                .setPassword(it.user.in(server.database()), it.user.hashIn(server) + "x", BY)),
                new End(
                        "psql",
                        it -> server.update(
                                "UPDATE users SET disabled_at = now() WHERE id = :id", "id", it.user.id())));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void theClientGetsOneTokenHoweverASessionEnds(End end) throws Exception {
        end.act().end(this);
        JWTClaimsSet claims = LogoutReceiver.verify(receiver.await(1).getFirst(), server, "app");
        assertThat(claims.getSubject()).isEqualTo(idToken.getSubject());
        assertThat(claims.getStringClaim("sid")).isEqualTo(idToken.getStringClaim("sid"));
        assertThat(waiting()).isZero();
        assertThat(receiver.taken()).hasSize(1);
    }

    private static int waiting() {
        Waiting.until(
                "the outbox is empty",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().count() == 0);
        return server.database().outbox().waiting().count();
    }

    /** Online or offline, that is another question. */
    @Test
    void aSignOutLeavesAnOfflineFamily() {
        browser.get(logout("id_token_hint", tokens.text("id_token"))).expect(200);
        receiver.await(1);
        server.http().refresh(client, tokens.refreshToken()).expect(200);
    }

    @Test
    void theTokenIsSignedAsTheClientsIdTokensAre() throws Exception {
        TestClient es256 = told("es256").algorithm(KeyAlgorithm.ES256).addTo(server);
        WebFlow flow = WebFlow.of(server, es256);
        flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        List<String> algorithms = new ArrayList<>();
        for (String token : receiver.await(2)) {
            SignedJWT jwt = SignedJWT.parse(token);
            LogoutReceiver.verify(
                    token, server, jwt.getJWTClaimsSet().getAudience().getFirst());
            algorithms.add(jwt.getHeader().getAlgorithm().getName());
        }
        assertThat(algorithms).containsExactlyInAnyOrder("RS256", "ES256");
    }

    /** The 4×4 of token kinds with a real logout token. */
    @Test
    void aLogoutTokenIsNoOtherToken() {
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        String token = receiver.await(1).getFirst();
        Http http = server.http();
        assertThat(http.introspect(client, token).body()).isEqualTo("{\"active\":false}");
        http.me(token).expect(401);
        http.userinfo(token).expect(401);
        http.refresh(client, token).expectError(400, "invalid_grant");
        http.revoke(client, token).expect(200);
        // As a hint it is none: the page asks.
        WebFlow again = other(user);
        assertThat(again.get(logout("id_token_hint", token)).expect(200).body()).contains("name=\"decision\"");
    }

    @Test
    void aReceiverThatIsDownForAnHourGetsEverythingOnce() throws Exception {
        receiver.answer(503);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(1);
        Waiting.until(
                "the failure is noted",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().failure().isPresent());
        assertThat(server.database().outbox().waiting().failure()).contains("app answered with status 503");
        passAnHour();
        receiver.awaitRefused(2);
        // The same message, made anew.
        Set<String> ids = new HashSet<>();
        for (String token : receiver.refused()) {
            ids.add(LogoutReceiver.verify(token, server, "app").getJWTID());
        }
        assertThat(ids).hasSize(1);
        receiver.answer(204);
        passAnHour();
        assertThat(LogoutReceiver.verify(receiver.await(1).getFirst(), server, "app")
                        .getJWTID())
                .isEqualTo(ids.iterator().next());
        assertThat(waiting()).isZero();
        assertThat(receiver.taken()).hasSize(1);
    }

    private static void passAnHour() {
        Waiting.until(
                "the claim ends",
                Duration.ofSeconds(20),
                () -> server.update(
                                "UPDATE outbox SET next_at = next_at - interval '1 hour', created_at = created_at - interval '1 hour'"
                                        + " WHERE failure IS NOT NULL AND next_at > now()")
                        == 1);
    }

    @Test
    void aTokenThatTheClientRefusesIsNotSentAgain() {
        receiver.answer(400);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(1);
        assertThat(waiting()).isZero();
        assertThat(receiver.refused()).hasSize(1);
    }

    @Test
    void aDisabledClientIsToldNothingMore() {
        TestClient second = told("second").addTo(server);
        WebFlow flow = WebFlow.of(server, second);
        flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        receiver.answer(503);
        server.database().sessionChanges().endAllOfUser(user.id(), BY);
        receiver.awaitRefused(2);
        server.database()
                .clientChanges()
                .disable(server.database().clients().findByClientId("second").orElseThrow(), BY);
        assertThat(server.sql()
                        .sql("SELECT client_id FROM outbox")
                        .query(UUID.class)
                        .list())
                .containsExactly(client.id());
        server.update("DELETE FROM outbox");
    }

    /** As {@code latchkey user disable} does while no server runs. */
    @Test
    void whatEndedWhileNoServerRanIsToldByTheNextOne() throws Exception {
        ConnectionSettings settings = TestDatabase.fresh();
        TestUser alice;
        TestServer first = TestServer.start(settings, LISTED);
        try (first) {
            TestClient app = told("app").addTo(first);
            alice = TestUser.add(first.database(), "alice");
            WebFlow flow = WebFlow.of(first, app);
            flow.redeem(flow.code(alice, "scope", "openid")).expect(200);
        }
        Database database = new Database(DataSources.direct(settings));
        database.userChanges().disable(alice.in(database), BY);
        assertThat(receiver.taken()).isEmpty();
        try (TestServer second = TestServer.start(settings, LISTED)) {
            JWTClaimsSet claims = LogoutReceiver.verify(receiver.await(1).getFirst(), second, "app");
            assertThat(claims.getSubject()).isEqualTo(alice.id().toString());
        }
    }

    @Test
    void twoServersTellNothingTwice() throws Exception {
        int sessions = 40;
        for (int i = 0; i < sessions; i++) {
            WebFlow flow = WebFlow.of(server, client);
            flow.redeem(flow.code(user, "scope", "openid")).expect(200);
        }
        try (TestServer second = TestServer.start(server.settings(), LISTED, "latchkey.issuer=" + server.base())) {
            assertThat(second.base()).isNotEqualTo(server.base());
            server.database().sessionChanges().endAllOfUser(user.id(), BY);
            receiver.await(sessions + 1);
            assertThat(waiting()).isZero();
        }
        Set<String> ids = new HashSet<>();
        Set<String> sids = new HashSet<>();
        for (String token : receiver.taken()) {
            JWTClaimsSet claims = LogoutReceiver.verify(token, server, "app");
            ids.add(claims.getJWTID());
            sids.add(claims.getStringClaim("sid"));
        }
        assertThat(receiver.taken()).hasSize(sessions + 1);
        assertThat(ids).hasSize(sessions + 1);
        assertThat(sids).hasSize(sessions + 1);
    }

    /** By default no client makes the server ask this machine. */
    @Test
    void aReceiverOnThisMachineIsAskedOnlyIfItIsListed() {
        ConnectionSettings settings = TestDatabase.fresh();
        try (TestServer strict = TestServer.start(settings)) {
            TestClient app = told("app").addTo(strict);
            TestUser alice = TestUser.add(strict.database(), "alice");
            WebFlow flow = WebFlow.of(strict, app);
            flow.redeem(flow.code(alice, "scope", "openid")).expect(200);
            strict.database().sessionChanges().endAllOfUser(alice.id(), BY);
            Waiting.until(
                    "the failure is noted",
                    Duration.ofSeconds(20),
                    () -> strict.database().outbox().waiting().failure().isPresent());
            assertThat(strict.database().outbox().waiting().failure().orElseThrow())
                    .contains("latchkey.fetch.private-hosts");
            assertThat(receiver.taken()).isEmpty();
        }
    }
}
