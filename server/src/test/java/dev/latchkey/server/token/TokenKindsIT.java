package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.key.KeyDirectory;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JWTs of other kinds, signed by our own keys, are no access tokens to any endpoint. */
class TokenKindsIT {

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    private Answer signedIn;
    private Map<String, Object> claims;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() throws ParseException {
        signedIn = http.signIn(client, user);
        JWTClaimsSet own = SignedJWT.parse(signedIn.accessToken()).getJWTClaimsSet();
        claims = new LinkedHashMap<>(own.toJSONObject());
    }

    @Test
    void whatWasSignedAgainUnchangedIsGood() {
        String token = sign("JWT", all -> {});
        assertThat(http.introspect(client, token).body()).contains("\"active\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt"})
    void anIdTokenIsNothing(String type) {
        assertNothing(sign(type, all -> {
            all.remove("client_id");
            all.remove("scope");
            all.put("aud", List.of(client.clientId()));
            all.put("nonce", "n");
            all.put("auth_time", 1);
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt"})
    void anIdTokenThatNamesAClientIsNothing(String type) {
        assertNothing(sign(type, all -> all.put("auth_time", 1)));
    }

    /** As they come, also with the client's id or the issuer as the audience of its access tokens. */
    @Test
    void theIdTokenOfAnAnswerIsNothing() {
        for (String audience : List.of("app", "browser", server.base().toString())) {
            TestClient browser = TestClient.named("browser-" + audience.length())
                    .redirects(CodeFlow.REDIRECT_URI)
                    .scope("openid")
                    .audiences(audience)
                    .addTo(server);
            CodeFlow flow = CodeFlow.begin(server, browser, user);
            Answer answer = flow.redeem(flow.code("openid", "n", null)).expect(200);
            http.userinfo(answer.accessToken()).expect(200);
            assertNothing(answer.text("id_token"));
            http.introspect(browser, answer.text("id_token")).expect(200);
            http.revoke(browser, answer.text("id_token")).expect(200);
            http.userinfo(answer.accessToken()).expect(200);
        }
    }

    @Test
    void aPublishedStatusListIsNothing() {
        String token = http.get("/status-lists/0").expect(200).body();
        assertThat(TokenKind.of(Http.header(token).get("typ").asString(), Map.of("status_list", "x")))
                .contains(TokenKind.STATUS_LIST);
        assertNothing(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "logout+jwt"})
    void aLogoutTokenIsNothing(String type) {
        assertNothing(sign(
                type,
                all -> all.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "statuslist+jwt"})
    void aStatusListIsNothing(String type) {
        assertNothing(sign(type, all -> all.put("status_list", Map.of("bits", 1, "lst", ""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id", "jti", "sub", "exp", "iat", "iss"})
    void aTokenWithoutARequiredClaimIsNothing(String claim) {
        assertNothing(sign("JWT", all -> all.remove(claim)));
    }

    @Test
    void aTokenOfAnUnknownTypeIsNothing() {
        assertNothing(sign("dpop+jwt", all -> {}));
    }

    private String sign(String type, Consumer<Map<String, Object>> change) {
        change.accept(claims);
        return server.bean(KeyDirectory.class).sign(KeyAlgorithm.ES256, new JOSEObjectType(type), new Payload(claims));
    }

    private void assertNothing(String token) {
        assertThat(http.introspect(client, token).body()).isEqualTo("{\"active\":false}");
        http.me(token).expect(401);
        http.userinfo(token).expect(401);
        http.post("/userinfo", "access_token", token).expect(401);
        http.refresh(client, token).expectError(400, "invalid_grant");
        http.revoke(client, token).expect(200);
        http.me(signedIn.accessToken()).expect(200);
    }
}
