package dev.latchkey.server.grant.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6749, section 4.1.3, through HTTP, at two servers. */
class AuthorizationCodeIT {

    private static final int REDEEMERS = 20;
    private static final int CODES = 50;

    private static TestServer one;
    private static TestServer two;
    private static TestClient client;
    private static int number;

    private TestUser user;
    private CodeFlow flow;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        one = TestServer.start(database);
        two = TestServer.start(database, "latchkey.issuer=" + one.base());
        client = TestClient.named("app")
                .redirects(CodeFlow.REDIRECT_URI)
                .scope("read write openid offline_access")
                .addTo(one);
        two.reload();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    @BeforeEach
    void signIn() {
        user = TestUser.add(one.database(), "user" + ++number);
        flow = CodeFlow.begin(one, client, user);
    }

    @Test
    void aCodeIsTokensThatWorkAsAllOthersDo() {
        Answer answer = flow.redeem(flow.code("read openid")).expect(200);
        assertThat(answer.text("scope")).isEqualTo("openid read");
        assertThat(answer.claims().get("sub").asString()).isEqualTo(user.id().toString());
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        one.http().me(answer.accessToken()).expect(200);
        Answer refreshed = two.http().refresh(client, answer.refreshToken()).expect(200);
        assertThat(refreshed.text("scope")).isEqualTo("openid read");
        assertThat(one.http()
                        .introspect(client, refreshed.accessToken())
                        .expect(200)
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();
        one.http().revoke(client, refreshed.refreshToken()).expect(200);
        two.http().refresh(client, refreshed.refreshToken()).expectError(400, "invalid_grant");
    }

    @Test
    void aReplayAtTheOtherServerIsRefused() {
        String code = flow.code("read");
        flow.redeem(code).expect(200);
        flow.redeem(two.http(), code, CodeFlow.VERIFIER).expectError(400, "invalid_grant");
    }

    @Test
    void theLogSaysInWordsWhyACodeIsRefused() {
        try (CapturedLog log = CapturedLog.start()) {
            flow.redeem("lkc_AAAA").expectError(400, "invalid_grant");
            flow.redeem(one.http(), flow.code("read"), "x".repeat(43)).expectError(400, "invalid_grant");
            String code = flow.code("read");
            flow.redeem(code).expect(200);
            flow.redeem(code).expectError(400, "invalid_grant");
            assertThat(log.text())
                    .contains(
                            "Refused a code of client 'app': not one that this server made",
                            "of client 'app': client, redirect URI, verifier or key are not those of the request",
                            "of client 'app': the same client redeemed it a moment ago");
        }
    }

    @Test
    void aWrongVerifierKillsTheCodeAndWhatItBegan() {
        String code = flow.code("read");
        flow.redeem(one.http(), code, "x".repeat(43)).expectError(400, "invalid_grant");
        flow.redeem(code).expectError(400, "invalid_grant");
        String redeemed = flow.code("read");
        String token = flow.redeem(redeemed).expect(200).refreshToken();
        flow.redeem(two.http(), redeemed, "x".repeat(43)).expectError(400, "invalid_grant");
        one.http().refresh(client, token).expectError(400, "invalid_grant");
    }

    @Test
    void whatIsLeftOutIsAnErrorAndACodeIsNotAnotherGrant() {
        String code = flow.code("read");
        one.http().token(client, "grant_type", "authorization_code").expectError(400, "invalid_request");
        one.http().refresh(client, code).expectError(400, "invalid_grant");
        one.http()
                .token(client, "grant_type", "authorization_code", "code", code, "code_verifier", CodeFlow.VERIFIER)
                .expectError(400, "invalid_grant");
        one.http()
                .token(client, "grant_type", "authorization_code", "code", code, "code", code)
                .expectError(400, "invalid_request");
        TestClient other =
                TestClient.named("other" + number).grants(GrantType.PASSWORD).addTo(one);
        one.http()
                .token(other, "grant_type", "authorization_code", "code", code)
                .expectError(400, "unauthorized_client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "lkc_", "lkc_AAAA", "lkr_AAAA", "\u00e9", "lkc_%00"})
    void whatIsNoCodeIsRefusedLikeOneThatIsOver(String code) {
        flow.redeem(code).expectError(400, "invalid_grant");
        flow.redeem("lkc_" + "A".repeat(20_000)).expectError(400, "invalid_grant");
    }

    @Test
    void aPublicClientRedeemsWithItsVerifierAlone() {
        TestClient app = TestClient.named("native" + number)
                .redirects(CodeFlow.REDIRECT_URI)
                .isPublic()
                .addTo(one);
        CodeFlow atApp = new CodeFlow(one, app, flow.session());
        Answer answer = one.http()
                .post(
                        "/oauth2/token",
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        app.clientId(),
                        "code",
                        atApp.code("read"),
                        "redirect_uri",
                        CodeFlow.REDIRECT_URI,
                        "code_verifier",
                        CodeFlow.VERIFIER);
        assertThat(answer.expect(200).refreshToken()).startsWith("lkr_");
    }

    @Test
    void aCodeOfAUserWhoIsDisabledMeanwhileIsRefusedAtBothServers() {
        String code = flow.code("read");
        one.database().userChanges().disable(user.in(one.database()), Attribution.of("test"));
        flow.redeem(two.http(), code, CodeFlow.VERIFIER).expectError(400, "invalid_grant");
        flow.redeem(code).expectError(400, "invalid_grant");
    }

    @Test
    void ofManyRedeemersAtTwoServersOneGetsTokens() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(REDEEMERS)) {
            for (int n = 0; n < CODES; n++) {
                String code = flow.code("read");
                CyclicBarrier barrier = new CyclicBarrier(REDEEMERS);
                List<Callable<Answer>> calls = new ArrayList<>();
                for (int i = 0; i < REDEEMERS; i++) {
                    Http http = i % 2 == 0 ? one.http() : two.http();
                    calls.add(() -> {
                        barrier.await(30, TimeUnit.SECONDS);
                        return flow.redeem(http, code, CodeFlow.VERIFIER);
                    });
                }
                List<Answer> won = new ArrayList<>();
                for (Future<Answer> call : threads.invokeAll(calls)) {
                    Answer answer = call.get(60, TimeUnit.SECONDS);
                    if (answer.status() == 200) {
                        won.add(answer);
                    } else {
                        answer.expectError(400, "invalid_grant");
                    }
                }
                assertThat(won).hasSize(1);
            }
        }
    }
}
