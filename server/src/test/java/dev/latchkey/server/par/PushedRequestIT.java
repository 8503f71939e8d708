package dev.latchkey.server.par;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PushFlow;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that clients push, and what browsers may do with the reference. */
class PushedRequestIT {

    private static TestServer server;
    private static TestClient bank;
    private static TestClient asking;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        bank = TestClient.named("bank").redirects(WebFlow.REDIRECT_URI).addTo(server);
        asking = TestClient.named("asking")
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Alice has allowed nothing yet. */
    @BeforeEach
    void forget() {
        server.update("DELETE FROM consents");
    }

    private static PushFlow flow(TestClient client) {
        return PushFlow.of(server, client);
    }

    private static void expire() {
        server.update("UPDATE pushed_requests SET expires_at = now() - interval '1 second'");
    }

    private static void expectPage(Answer answer, String reason) {
        assertThat(answer.expectPage(400)).contains(reason);
        assertThat(answer.header("Location")).isNull();
    }

    @Test
    void aPushedRequestLeadsToTokensAndIsGoodForOneCode() {
        PushFlow flow = flow(asking);
        Answer pushed = flow.push("state", "a b&c").expect(201);
        assertThat(pushed.header("Cache-Control")).isEqualTo("no-store");
        assertThat(pushed.json().get("expires_in").asInt()).isEqualTo(90);
        String uri = pushed.text("request_uri");
        assertThat(uri).startsWith("urn:ietf:params:oauth:request_uri:");
        // To open it uses nothing up.
        flow.open(uri).expect(200);
        Answer page = flow.open(uri).expect(200);
        Answer consent = flow.browser().follow(flow.browser().signIn(page, alice));
        Answer answer = flow.browser().send(consent, "decision", "allow");
        assertThat(flow.browser().answerOf(answer))
                .containsEntry("state", "a b&c")
                .containsEntry("iss", server.base().toString())
                .containsOnlyKeys("code", "state", "iss");
        String code = String.valueOf(flow.browser().answerOf(answer).get("code"));
        assertThat(flow.browser().redeem(code).expect(200).claims().get("sub").asString())
                .isEqualTo(alice.id().toString());
        expectPage(flow.open(uri), "answered already");
        // Before the user of another browser is asked anything.
        expectPage(flow(asking).open(uri), "answered already");
        expectPage(flow.browser().send(consent, "decision", "allow"), "answered already");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "response_type, -, invalid_request",
                "response_type, token, unsupported_response_type",
                "redirect_uri, -, invalid_request",
                "redirect_uri, https://evil.example/, invalid_request",
                "scope, admin, invalid_scope",
                "code_challenge, -, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "prompt, none login, invalid_request",
                "client_id, asking, invalid_request",
                "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
                "request_uri, https://169.254.169.254/, invalid_request",
                "registration, {}, registration_not_supported"
            })
    void theClientThatPushesIsToldWhatIsWrong(String parameter, @Nullable String value, String error) {
        Answer refused = flow(bank).push(parameter, value).expectError(400, error);
        assertThat(refused.text("error_description")).isNotEmpty();
    }

    @Test
    void theClientAuthenticatesAsAtTheTokenEndpoint() {
        String query = flow(bank).browser().query();
        server.http().post("/oauth2/par", "client_id", "bank").expectError(401, "invalid_client");
        server.http()
                .postForm(new TestClient(bank.id(), "bank", "wrong"), "/oauth2/par", query)
                .expectError(401, "invalid_client");
        TestClient spa = TestClient.named("spa")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        String[] form = WebFlow.parameters("?" + flow(spa).browser().query()).entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        String uri = server.http().post("/oauth2/par", form).expect(201).text("request_uri");
        assertThat(flow(spa).open(uri).expect(200).body()).contains("name=\"password\"");
    }

    @Test
    void whatIsNotThisClientsIsRefused() {
        String uri = flow(bank).uri();
        // Of another client, changed, made up.
        expectPage(flow(asking).open(uri), "none that this client was given");
        char last = uri.charAt(uri.length() - 2);
        String changed = uri.substring(0, uri.length() - 2) + (last == 'A' ? 'B' : 'A') + uri.charAt(uri.length() - 1);
        expectPage(flow(bank).open(changed), "none that this client was given");
        expectPage(flow(bank).open("urn:ietf:params:oauth:request_uri:x"), "none that this client was given");
        expectPage(
                flow(bank).browser().get(flow(bank).path(uri) + "&" + Http.encode("request_uri", uri)),
                "missing or there more than once");
        server.update("DELETE FROM pushed_requests");
        expectPage(flow(bank).open(uri), "has expired");
    }

    @Test
    void aForgedReferenceDoesNotReachTheDatabase() throws Exception {
        String forged = flow(bank).path("urn:ietf:params:oauth:request_uri:" + "A".repeat(66));
        String genuine = flow(bank).path(flow(bank).uri());
        try (var connection = server.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE pushed_requests");
            // Would wait for the lock.
            expectPage(flow(bank).browser().get(forged), "none that this client was given");
            connection.rollback();
        }
        flow(bank).browser().get(genuine).expect(303);
    }

    @Test
    void otherParametersOfTheQueryMeanNothing() {
        PushFlow flow = flow(bank);
        String others = Http.encode(
                "redirect_uri",
                "https://evil.example/",
                "scope",
                "read write",
                "state",
                "other",
                "response_type",
                "token",
                "prompt",
                "none");
        Answer page = flow.browser().follow(flow.browser().get(flow.path(flow.uri()) + "&" + others));
        Map<String, String> answer =
                flow.browser().answerOf(flow.browser().follow(flow.browser().signIn(page.expect(200), alice)));
        assertThat(answer).containsEntry("state", "state-1");
        assertThat(flow.browser()
                        .redeem(String.valueOf(answer.get("code")))
                        .expect(200)
                        .text("scope"))
                .isEqualTo("read");
    }

    @Test
    void aBrowserOpensARequestWithin90Seconds() {
        PushFlow flow = flow(bank);
        String uri = flow.uri();
        assertThat(server.sql()
                        .sql("SELECT bool_and(expires_at = created_at + interval '90 seconds') FROM pushed_requests")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        expire();
        expectPage(flow.open(uri), "has expired");
    }

    @Test
    void theUserOfABrowserThatOpenedItInTimeHasAnHour() {
        PushFlow flow = flow(asking);
        Answer first =
                flow.browser().get(flow.path(flow.uri("prompt", "login"))).expect(303);
        expire();
        String step = String.valueOf(first.header("Location"))
                .substring(server.base().toString().length());
        // For another browser it is too late.
        WebFlow other = WebFlow.of(server, asking);
        expectPage(other.get(step), "has expired");
        other.get("/sign-in").expect(200);
        expectPage(other.get(step), "has expired");
        Answer page = flow.browser().follow(first).expect(200);
        assertThat(flow.browser()
                        .signIn(page, new TestUser(alice.id(), "alice", "wrong"))
                        .status())
                .isEqualTo(422);
        Answer consent =
                flow.browser().follow(flow.browser().signIn(page, alice)).expect(200);
        Answer answer = flow.browser().send(consent, "decision", "allow");
        assertThat(flow.browser().answerOf(answer)).containsKey("code");
    }

    @Test
    void theUserCanBeAnotherOne() {
        TestUser bob = TestUser.add(server.database(), "bob");
        PushFlow flow = flow(asking).with(WebFlow.of(server, bank));
        Answer consent = flow.browser().follow(flow.browser().signIn(flow.open(flow.uri()), alice));
        String change = consent.expect(200).body().replaceAll("(?s).*href=\"([^\"]*account=other[^\"]*)\".*", "$1");
        Answer page = flow.browser().follow(flow.browser().get(change.replace("&amp;", "&")));
        assertThat(page.body()).contains("name=\"password\"");
        Answer again = flow.browser().follow(flow.browser().signIn(page, bob)).expect(200);
        assertThat(again.body()).contains("bob");
        String code = String.valueOf(flow.browser()
                .answerOf(flow.browser().send(again, "decision", "allow"))
                .get("code"));
        assertThat(flow.browser().redeem(code).expect(200).claims().get("sub").asString())
                .isEqualTo(bob.id().toString());
    }

    @Test
    void ofManyBrowsersAtOnceOneGetsACode() {
        PushFlow first = flow(bank);
        first.browser().follow(first.browser().signIn(first.open(first.uri()), alice));
        for (int round = 0; round < 5; round++) {
            String uri = first.uri();
            Map<Integer, Long> statuses = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> flow(bank).with(first.browser()).browser().get(first.path(uri)))
                    .collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
            assertThat(statuses).isEqualTo(Map.of(303, 1L, 400, 7L));
        }
    }

    @Test
    void aClientThatHasToPushIsRefusedOtherwise() {
        TestClient strict = TestClient.named("strict")
                .redirects(WebFlow.REDIRECT_URI)
                .pushes()
                .addTo(server);
        PushFlow flow = flow(strict);
        assertThat(flow.browser().answerOf(flow.browser().authorize()))
                .containsEntry("error", "invalid_request")
                .containsEntry("state", "state-1");
        Answer answer = flow.browser().follow(flow.browser().signIn(flow.open(flow.uri()), alice));
        assertThat(flow.browser().answerOf(answer)).containsKey("code");
    }

    @Test
    void pushedRequestsAreCounted() {
        String pushed = "latchkey_pushed_requests_total{outcome=\"pushed\"}";
        String refused = "latchkey_pushed_requests_total{outcome=\"invalid_scope\"}";
        double before = server.metric(pushed);
        flow(bank).uri();
        flow(bank).push("scope", "admin").expect(400);
        assertThat(server.metric(pushed)).isEqualTo(before + 1);
        assertThat(server.metric(refused)).isPositive();
    }
}
