package dev.latchkey.server.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.DpopClient;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the endpoints of an account demand of a token that is bound to a key: RFC 9449, section 7. */
class BoundAccessIT extends SharedServer {

    private static final String ME = "/users/me";
    private static final String USERINFO = "/userinfo";
    private static final String ALGORITHMS = "algs=\"ES256 PS256 EdDSA\"";

    private final TestUser user = newUser();
    private final DpopClient app = DpopClient.confidential(
            server,
            TestClient.named("openid-" + user.username())
                    .scope("openid read write")
                    .addTo(server));
    private String token = "";

    @BeforeEach
    void signIn() {
        token = app.signIn(user).expect(200).accessToken();
    }

    private static void assertRefused(Answer answer, String error) {
        answer.expectProblem(401);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("DPoP error=\"" + error + "\"")
                .endsWith(ALGORITHMS);
    }

    private DpopKey.Draft draft(String path) {
        return app.key().draft("GET", server.base() + path).claim("ath", DpopKey.sha256(token));
    }

    @Test
    void withItsProofItIsAccepted() {
        app.get(ME, token).expect(200);
        DpopClient web = DpopClient.confidential(
                server,
                TestClient.named("web-" + user.username())
                        .redirects(CodeFlow.REDIRECT_URI)
                        .scope("openid read")
                        .addTo(server));
        String ofBrowser = web.redeem(CodeFlow.begin(server, web.client(), user).code("openid"))
                .expect(200)
                .accessToken();
        assertThat(web.get(USERINFO, ofBrowser).expect(200).text("sub"))
                .isEqualTo(user.id().toString());
    }

    @Test
    void withoutAProofItIsRefusedEverywhere() {
        for (String path : List.of(ME, USERINFO)) {
            assertRefused(app.getWith("Bearer " + token, null, path), "invalid_token");
            assertRefused(app.getWith("DPoP " + token, null, path), "invalid_dpop_proof");
            // The proof is good, but a bound token is no bearer token.
            assertRefused(app.getWith("Bearer " + token, draft(path).sign(), path), "invalid_token");
        }
        assertRefused(
                http.send(
                        http.request(USERINFO).POST(BodyPublishers.ofString(Http.encode("access_token", token))),
                        Http.FORM),
                "invalid_token");
        assertRefused(http.json("PATCH", ME, token, "{}"), "invalid_token");
    }

    @Test
    void aProofOfSomethingElseIsRefused() {
        for (String proof : List.of(
                draft(ME).claim("htm", "POST").sign(),
                draft(ME).claim("htu", server.base() + USERINFO).sign(),
                draft(ME).claim("ath", DpopKey.sha256(token + "x")).sign(),
                draft(ME).claim("ath", null).sign(),
                draft(ME).signedBy(DpopKey.es256()),
                draft(ME)
                        .header("jwk", app.key().jwk().toJSONObject())
                        .header("typ", "JWT")
                        .sign())) {
            assertRefused(app.getWith("DPoP " + token, proof, ME), "invalid_dpop_proof");
        }
        assertRefused(app.with(DpopKey.es256()).get(ME, token), "invalid_token");
    }

    @Test
    void aProofIsAcceptedOnce() {
        String proof = draft(ME).sign();
        app.getWith("DPoP " + token, proof, ME).expect(200);
        assertRefused(app.getWith("DPoP " + token, proof, ME), "invalid_dpop_proof");
    }

    @Test
    void anOldProofNeedsANonce() {
        Answer answer = app.getWith("DPoP " + token, draft(ME).claim("iat", 1).sign(), ME);
        assertRefused(answer, "use_dpop_nonce");
        String proof = draft(ME)
                .claim("iat", 1)
                .claim("nonce", answer.header("DPoP-Nonce"))
                .sign();
        app.getWith("DPoP " + token, proof, ME).expect(200);
    }

    @Test
    void aTokenWithoutAKeyIsNoTokenOfThisScheme() {
        String bearer = http.signIn(app.client(), user).expect(200).accessToken();
        String proof = app.key().proof("GET", server.base() + ME, bearer);
        assertRefused(app.getWith("DPoP " + bearer, proof, ME), "invalid_token");
        // Its header is ignored with the other scheme.
        app.getWith("Bearer " + bearer, "nonsense", ME).expect(200);
    }

    @Test
    void aMissingScopeIsChallengedInTheScheme() {
        String narrow = app.token(
                        "grant_type",
                        "password",
                        "username",
                        user.username(),
                        "password",
                        user.password(),
                        "scope",
                        "write")
                .expect(200)
                .accessToken();
        Answer answer = app.get(ME, narrow).expect(403);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("DPoP error=\"insufficient_scope\"")
                .contains("scope=\"read\"");
    }

    @Test
    void withoutATokenBothSchemesAreOffered() {
        Answer answer = http.get(ME).expect(401);
        assertThat(answer.response().headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"latchkey\"", "DPoP realm=\"latchkey\", " + ALGORITHMS);
    }

    @Test
    void discoveryNamesTheAlgorithms() {
        assertThat(http.get("/.well-known/openid-configuration")
                        .json()
                        .get("dpop_signing_alg_values_supported")
                        .toString())
                .isEqualTo("[\"ES256\",\"PS256\",\"EdDSA\"]");
    }

    @Test
    void aReplayAtAnotherServerIsRefused() {
        ConnectionSettings database = TestDatabase.fresh();
        String issuer = "latchkey.issuer=https://id.example";
        try (TestServer one = TestServer.start(database, issuer);
                TestServer two = TestServer.start(database, issuer)) {
            TestClient client = TestClient.named("app").addTo(one);
            two.reload();
            TestUser alice = TestUser.add(one.database(), "alice");
            DpopClient here = new DpopClient(
                    one.http(), java.net.URI.create("https://id.example"), client, false, DpopKey.es256());
            DpopClient there = here.at(two.http());
            String atToken = here.proof();
            here.tokenWith(atToken, "grant_type", "client_credentials").expect(200);
            there.tokenWith(atToken, "grant_type", "client_credentials").expectError(400, "invalid_dpop_proof");
            String access = there.signIn(alice).expect(200).accessToken();
            String proof = here.key().proof("GET", here.issuer() + ME, access);
            there.getWith("DPoP " + access, proof, ME).expect(200);
            assertRefused(here.getWith("DPoP " + access, proof, ME), "invalid_dpop_proof");
            // A nonce of the one is good at the other.
            Answer nonce = here.tokenWith(
                    here.key()
                            .draft("POST", here.issuer() + "/oauth2/token")
                            .claim("iat", 1)
                            .sign(),
                    "grant_type",
                    "client_credentials");
            there.tokenWith(
                            here.key()
                                    .draft("POST", here.issuer() + "/oauth2/token")
                                    .claim(
                                            "nonce",
                                            nonce.expectError(400, "use_dpop_nonce")
                                                    .header("DPoP-Nonce"))
                                    .sign(),
                            "grant_type",
                            "client_credentials")
                    .expect(200);
        }
    }
}
