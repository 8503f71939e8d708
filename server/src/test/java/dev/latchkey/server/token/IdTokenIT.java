package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** ID tokens in the answers of the token endpoint: OpenID Connect Core 1.0, sections 2, 3.1.3 and 12. */
class IdTokenIT {

    private static final String NONCE = "n-0S6_WzA2Mj";

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static int number;

    private TestUser user;
    private CodeFlow flow;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = client("app").addTo(server);
    }

    private static TestClient.Builder client(String name) {
        return TestClient.named(name)
                .redirects(CodeFlow.REDIRECT_URI)
                .scope("read openid profile email offline_access")
                .accessToken(Duration.ofMinutes(7));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() {
        user = TestUser.add(server.database(), "user" + ++number);
        flow = CodeFlow.begin(server, client, user);
    }

    private static String idToken(Answer answer) {
        return answer.expect(200).text("id_token");
    }

    @Test
    void anIdTokenSaysWhoSignedInWhenAndHow() throws Exception {
        Answer answer = flow.redeem(flow.code("openid profile email read", NONCE, null));
        JsonNode claims = Http.claims(idToken(answer));
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder(
                        "iss", "sub", "aud", "exp", "iat", "jti", "auth_time", "nonce", "acr", "amr", "sid", "at_hash");
        assertThat(claims.get("iss").asString()).isEqualTo(server.base().toString());
        assertThat(claims.get("sub").asString()).isEqualTo(user.id().toString());
        assertThat(claims.get("aud").asString()).isEqualTo(client.clientId());
        assertThat(claims.get("nonce").asString()).isEqualTo(NONCE);
        assertThat(claims.get("acr").asString()).isEqualTo("urn:latchkey:1");
        assertThat(claims.get("amr").toString()).isEqualTo("[\"pwd\"]");
        assertThat(claims.get("sid").asString()).isEqualTo(flow.session().id().toString());
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(7 * 60);
        assertThat(claims.get("iat")).isEqualTo(answer.claims().get("iat"));
        assertThat(claims.get("exp")).isEqualTo(answer.claims().get("exp"));
        assertThat(claims.get("jti")).isNotEqualTo(answer.claims().get("jti"));
        assertThat(claims.get("auth_time").asLong()).isEqualTo(authTime());
        assertThat(claims.get("at_hash").asString()).isEqualTo(hash(answer.accessToken()));
    }

    private long authTime() {
        return server.sql()
                .sql("SELECT floor(extract(epoch FROM auth_time))::bigint FROM browser_sessions WHERE id = :id")
                .param("id", flow.session().id())
                .query(Long.class)
                .single();
    }

    private static String hash(String accessToken) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyAlgorithm.class,
            names = {"RS256", "ES256"})
    void itIsSignedWithTheAlgorithmOfTheClient(KeyAlgorithm algorithm) throws Exception {
        TestClient own = client("by-" + algorithm).algorithm(algorithm).addTo(server);
        CodeFlow flow = CodeFlow.begin(server, own, user);
        String token = idToken(flow.redeem(flow.code("openid")));
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo(algorithm.name());
        JWK key = JWKSet.parse(http.get("/oauth2/jwks").body())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(
                        algorithm == KeyAlgorithm.RS256
                                ? new RSASSAVerifier(key.toRSAKey())
                                : new ECDSAVerifier(key.toECKey())))
                .isTrue();
        assertThat(Http.header(token).get("typ").asString()).isEqualTo("JWT");
        Map<String, Object> claims = jwt.getJWTClaimsSet().getClaims();
        assertThat(TokenKind.of("JWT", claims)).contains(TokenKind.ID_TOKEN);
    }

    @Test
    void withoutANonceThereIsNone() {
        assertThat(Http.claims(idToken(flow.redeem(flow.code("openid")))).has("nonce"))
                .isFalse();
    }

    @Test
    void withoutTheScopeOpenidThereIsNoIdToken() {
        Answer answer = flow.redeem(flow.code("read profile offline_access", NONCE, null))
                .expect(200);
        assertThat(answer.json().has("id_token")).isFalse();
        assertThat(http.refresh(client, answer.refreshToken())
                        .expect(200)
                        .json()
                        .has("id_token"))
                .isFalse();
    }

    @Test
    void aRefreshSaysTheSameWithoutTheNonce() throws Exception {
        Answer first = flow.redeem(flow.code("openid read", NONCE, null));
        server.update(
                "UPDATE browser_sessions SET auth_time = auth_time + interval '1 hour' WHERE id = :id",
                "id",
                flow.session().id());
        Answer second = http.refresh(client, first.refreshToken());
        JsonNode before = Http.claims(idToken(first));
        JsonNode after = Http.claims(idToken(second));
        assertThat(after.has("nonce")).isFalse();
        for (String claim : new String[] {"iss", "sub", "aud", "auth_time", "acr", "amr", "sid"}) {
            assertThat(after.get(claim)).as(claim).isEqualTo(before.get(claim));
        }
        assertThat(after.get("jti")).isNotEqualTo(before.get("jti"));
        assertThat(after.get("at_hash").asString()).isEqualTo(hash(second.accessToken()));
    }

    @Test
    void aRefreshForLessThanOpenidHasNoIdToken() {
        Answer first = flow.redeem(flow.code("openid read", NONCE, null)).expect(200);
        Answer narrow = http.token(
                        client, "grant_type", "refresh_token", "refresh_token", first.refreshToken(), "scope", "read")
                .expect(200);
        assertThat(narrow.json().has("id_token")).isFalse();
        assertThat(idToken(http.refresh(client, narrow.refreshToken()))).isNotEmpty();
    }

    @Test
    void claimsThatAreAskedForAreInTheIdTokenAlsoAfterARefresh() {
        String claims = "{\"id_token\":{\"name\":null,\"email\":{\"essential\":true},\"nickname\":null},"
                + "\"userinfo\":{\"preferred_username\":null}}";
        Answer first = flow.redeem(flow.code("openid", null, claims));
        for (String token : new String[] {idToken(first), idToken(http.refresh(client, first.refreshToken()))}) {
            JsonNode found = Http.claims(token);
            assertThat(found.get("name").asString()).isEqualTo("Test " + user.username());
            assertThat(found.get("email").asString()).isEqualTo(user.username() + "@example.com");
            assertThat(found.has("nickname")).isFalse();
            assertThat(found.has("email_verified")).isFalse();
            assertThat(found.has("preferred_username")).isFalse();
        }
    }

    @Test
    void theClaimsOfTheClientAreInItsAccessTokensOnly() {
        TestClient own = client("own-claims").claim("role", "web_user").addTo(server);
        CodeFlow flow = CodeFlow.begin(server, own, user);
        Answer answer = flow.redeem(flow.code("openid"));
        assertThat(answer.claims().has("role")).isTrue();
        assertThat(Http.claims(idToken(answer)).has("role")).isFalse();
    }

    @Test
    void withoutABrowserThereIsNoIdToken() {
        TestClient service = TestClient.named("service").scope("read openid").addTo(server);
        TestUser other = TestUser.add(server.database(), "other", "read");
        for (Answer answer : new Answer[] {
            http.token(service, "grant_type", "client_credentials", "scope", "openid"),
            http.token(
                    service,
                    "grant_type",
                    "password",
                    "username",
                    other.username(),
                    "password",
                    other.password(),
                    "scope",
                    "openid")
        }) {
            assertThat(answer.json().has("id_token")).as(answer.toString()).isFalse();
        }
    }

    /** Without {@code offline_access} the family is refreshed while its session lasts; with it, also after. */
    @Test
    void aSignOutEndsTheRefreshesOfWhatIsNotOffline() {
        Answer online = flow.redeem(flow.code("openid read")).expect(200);
        Answer offline = flow.redeem(flow.code("openid read offline_access")).expect(200);
        online = http.refresh(client, online.refreshToken()).expect(200);
        server.database().sessionChanges().end(flow.session().id(), "sign_out", Attribution.of("test"));
        http.refresh(client, online.refreshToken()).expectError(400, "invalid_grant");
        assertThat(Optional.of(idToken(http.refresh(client, offline.refreshToken()))))
                .map(token -> Http.claims(token).get("sid").asString())
                .contains(flow.session().id().toString());
    }
}
