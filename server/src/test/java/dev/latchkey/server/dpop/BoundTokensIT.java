package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.DpopClient;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;

/** What the token endpoint binds to a key, and what it then demands: RFC 9449, sections 5 and 10. */
class BoundTokensIT extends SharedServer {

    private final TestUser user = newUser();

    private DpopClient webClient() {
        return DpopClient.confidential(
                server,
                TestClient.named("web-" + user.username())
                        .redirects(CodeFlow.REDIRECT_URI)
                        .addTo(server));
    }

    private DpopClient spaClient() {
        return DpopClient.publicClient(
                server,
                TestClient.named("spa-" + user.username())
                        .isPublic()
                        .redirects(CodeFlow.REDIRECT_URI)
                        .addTo(server));
    }

    private static void assertBound(Answer answer, DpopKey key) {
        assertThat(answer.expect(200).text("token_type")).isEqualTo("DPoP");
        assertThat(answer.claims().at("/cnf/jkt").asString()).isEqualTo(key.jkt());
    }

    @Test
    void introspectionTellsTheKey() {
        DpopClient app = DpopClient.confidential(server, client);
        String token = app.token("grant_type", "client_credentials").expect(200).accessToken();
        Answer answer = http.introspect(client, token).expect(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(answer.json().at("/cnf/jkt").asString()).isEqualTo(app.key().jkt());
    }

    @Test
    void aConfidentialClientMayChangeItsKey() {
        DpopClient web = webClient();
        Answer first = web.redeem(CodeFlow.begin(server, web.client(), user).code("read"));
        assertBound(first, web.key());
        DpopClient later = web.with(DpopKey.es256());
        Answer second = later.refresh(first.refreshToken());
        assertBound(second, later.key());
        Answer plain = later.tokenWith(null, "grant_type", "refresh_token", "refresh_token", second.refreshToken());
        assertThat(plain.expect(200).text("token_type")).isEqualTo("Bearer");
    }

    @Test
    void aRefreshTokenOfAPublicClientNeedsItsKey() {
        DpopClient spa = spaClient();
        Answer first = spa.redeem(CodeFlow.begin(server, spa.client(), user).code("read"));
        assertBound(first, spa.key());
        assertOnlyItsKeyRefreshes(spa, first);
    }

    private static void assertOnlyItsKeyRefreshes(DpopClient owner, Answer first) {
        String token = first.refreshToken();
        owner.tokenWith(null, "grant_type", "refresh_token", "refresh_token", token)
                .expectError(400, "invalid_dpop_proof");
        owner.with(DpopKey.es256()).refresh(token).expectError(400, "invalid_grant");
        // The attempts have cost the owner nothing.
        Answer second = owner.refresh(token);
        assertBound(second, owner.key());
        // Not even in the time in which an answer may be repeated, and the replay of an old token ends nothing without
        // the key.
        owner.with(DpopKey.es256()).refresh(token).expectError(400, "invalid_grant");
        Answer third = owner.refresh(second.refreshToken());
        assertBound(third, owner.key());
        owner.with(DpopKey.es256()).refresh(token).expectError(400, "invalid_grant");
        assertBound(owner.refresh(third.refreshToken()), owner.key());
    }

    @Test
    void aPasswordOfAPublicClientBeginsAFamilyOfItsKey() {
        DpopClient app = DpopClient.publicClient(
                server, TestClient.named("app-" + user.username()).isPublic().addTo(server));
        String proof = app.proof();
        Answer first = app.tokenWith(
                proof, "grant_type", "password", "username", user.username(), "password", user.password());
        assertBound(first, app.key());
        app.tokenWith(proof, "grant_type", "password", "username", user.username(), "password", user.password())
                .expectError(400, "invalid_dpop_proof");
        assertOnlyItsKeyRefreshes(app, first);
    }

    @Test
    void aDeviceOfAPublicClientBeginsAFamilyOfItsKey() {
        TestClient client = TestClient.named("tv-" + user.username())
                .isPublic()
                .grants(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
                .addTo(server);
        DpopClient tv = DpopClient.publicClient(server, client);
        DeviceFlow flow = DeviceFlow.begin(http, client);
        String proof = tv.proof();
        String[] poll = {"grant_type", DeviceFlow.GRANT, "device_code", flow.deviceCode()};
        tv.tokenWith(proof, poll).expectError(400, "authorization_pending");
        flow.decide(WebFlow.of(server, client), user, "allow");
        // What was overheard while the device waited redeems nothing.
        tv.tokenWith(proof, poll).expectError(400, "invalid_dpop_proof");
        Answer first = tv.token(poll);
        assertBound(first, tv.key());
        assertOnlyItsKeyRefreshes(tv, first);
    }

    @Test
    void aRefreshTokenWithoutAKeyStaysWithoutOne() {
        DpopClient spa = spaClient();
        Answer first =
                spa.redeemWith(null, CodeFlow.begin(server, spa.client(), user).code("read"));
        assertThat(first.expect(200).text("token_type")).isEqualTo("Bearer");
        Answer second = spa.refresh(first.refreshToken());
        assertBound(second, spa.key());
        spa.tokenWith(null, "grant_type", "refresh_token", "refresh_token", second.refreshToken())
                .expect(200);
    }

    @Test
    void aProofThatIsRefusedBurnsNoCode() {
        DpopClient spa = spaClient();
        String code = CodeFlow.begin(server, spa.client(), user).code("read");
        spa.redeemWith("nonsense", code).expectError(400, "invalid_dpop_proof");
        String old = spa.key()
                .draft("POST", server.base() + "/oauth2/token")
                .claim("iat", 1)
                .sign();
        Answer refused = spa.redeemWith(old, code).expectError(400, "use_dpop_nonce");
        String proof = spa.key()
                .draft("POST", server.base() + "/oauth2/token")
                .claim("iat", 1)
                .claim("nonce", refused.header("DPoP-Nonce"))
                .sign();
        assertBound(spa.redeemWith(proof, code), spa.key());
    }

    /** A replay gets no tokens, with the same proof and without. */
    @Test
    void aReplayOfACodeWithItsProofRevokes() {
        DpopClient spa = spaClient();
        String code = CodeFlow.begin(server, spa.client(), user).code("read");
        String proof = spa.proof();
        Answer first = spa.redeemWith(proof, code).expect(200);
        server.update(
                "UPDATE tokens SET created_at = created_at - interval '1 second' WHERE user_id = :u", "u", user.id());
        spa.redeemWith(proof, code).expectError(400, "invalid_grant");
        spa.refresh(first.refreshToken()).expectError(400, "invalid_grant");
    }

    @Test
    void aCodeOfARequestWithAThumbprintIsForThatKey() {
        DpopClient web = webClient();
        WebFlow browser = WebFlow.of(server, web.client());
        String code = browser.code(user, "dpop_jkt", web.key().jkt());
        web.redeemWith(null, code).expectError(400, "invalid_dpop_proof");
        assertBound(web.redeem(code), web.key());

        String stolen = browser.code(user, "dpop_jkt", web.key().jkt());
        web.with(DpopKey.es256()).redeem(stolen).expectError(400, "invalid_grant");
        // As with a wrong verifier: it is burnt.
        web.redeem(stolen).expectError(400, "invalid_grant");
    }

    @Test
    void aThumbprintIsASha256() {
        DpopClient web = webClient();
        WebFlow browser = WebFlow.of(server, web.client());
        for (String jkt : new String[] {"", "x", web.key().jkt() + "A", "=".repeat(43)}) {
            assertThat(browser.answerOf(browser.authorize("dpop_jkt", jkt)))
                    .as(jkt)
                    .containsEntry("error", "invalid_request");
        }
    }

    @Test
    void aClientThatHasToBindItsTokensNeedsAProofForEach() {
        TestClient strict = TestClient.named("strict-" + user.username())
                .binding(TokenBinding.DPOP)
                .addTo(server);
        DpopClient app = DpopClient.confidential(server, strict);
        app.tokenWith(null, "grant_type", "client_credentials").expectError(400, "invalid_dpop_proof");
        app.tokenWith(null, "grant_type", "password", "username", user.username(), "password", user.password())
                .expectError(400, "invalid_dpop_proof");
        Answer signedIn = app.signIn(user);
        assertBound(signedIn, app.key());
        app.tokenWith(null, "grant_type", "refresh_token", "refresh_token", signedIn.refreshToken())
                .expectError(400, "invalid_dpop_proof");
        assertBound(app.refresh(signedIn.refreshToken()), app.key());
    }
}
