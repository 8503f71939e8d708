package dev.latchkey.server.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** OpenID Connect Core 1.0, section 5.3, and RFC 6750. */
class UserinfoIT {

    private static final Attribution TEST = Attribution.of("test");
    private static final String PAGE = "https://app.example";

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
        client = TestClient.named("app")
                .redirects(CodeFlow.REDIRECT_URI)
                .isPublic()
                .origins(PAGE)
                .audiences("https://api.example")
                .scope("read openid profile email address phone offline_access")
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() {
        user = TestUser.add(server.database(), "user" + ++number);
        flow = CodeFlow.begin(server, client, user);
        Map<String, String> claims = Map.of(
                "given_name", "Ada",
                "picture", "https://img.example/ada.png",
                "address.country", "UK",
                "address.locality", "London",
                "phone_number", "+44 20 7946 0000",
                "phone_number_verified", "true");
        claims.forEach((name, value) ->
                server.database().personChanges().updateClaims(user.id(), all -> all.with(name, value), TEST));
    }

    private String accessToken(String scope, String claims) {
        Answer answer = http.post(
                "/oauth2/token",
                "client_id",
                client.clientId(),
                "grant_type",
                "authorization_code",
                "code",
                flow.code(scope, null, claims.isEmpty() ? null : claims),
                "redirect_uri",
                CodeFlow.REDIRECT_URI,
                "code_verifier",
                CodeFlow.VERIFIER);
        return answer.expect(200).accessToken();
    }

    private String accessToken(String scope) {
        return accessToken(scope, "");
    }

    private static String[] names(String list) {
        return list.isEmpty() ? new String[0] : list.split(" ", -1);
    }

    @ParameterizedTest
    @CsvSource({
        "openid,",
        "openid profile,given_name name picture preferred_username updated_at",
        "openid email,email email_verified",
        "openid address,address",
        "openid phone read offline_access,phone_number phone_number_verified"
    })
    void eachScopeStandsForItsClaims(String scope, String claims) {
        Answer answer = http.userinfo(accessToken(scope)).expect(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder(names(("sub " + (claims == null ? "" : claims)).strip()));
        assertThat(answer.text("sub")).isEqualTo(user.id().toString());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void claimsHaveTheTypesOfTheSpecification() {
        JsonNode claims = http.userinfo(accessToken("openid profile email address phone"))
                .expect(200)
                .json();
        assertThat(claims.get("name").asString()).isEqualTo("Test " + user.username());
        assertThat(claims.get("preferred_username").asString()).isEqualTo(user.username());
        assertThat(claims.get("email").asString()).isEqualTo(user.username() + "@example.com");
        assertThat(claims.get("email_verified").isBoolean()).isTrue();
        assertThat(claims.get("email_verified").asBoolean()).isFalse();
        assertThat(claims.get("updated_at").isIntegralNumber()).isTrue();
        assertThat(Instant.ofEpochSecond(claims.get("updated_at").asLong()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(claims.get("address").toString()).isEqualTo("{\"country\":\"UK\",\"locality\":\"London\"}");
        assertThat(claims.get("phone_number_verified").isBoolean()).isTrue();
        server.database().personChanges().setEmailVerified(user.id(), true, TEST);
        assertThat(http.userinfo(accessToken("openid email"))
                        .json()
                        .get("email_verified")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void claimsThatAreAskedForAreThereWithoutTheirScope() {
        String claims = "{\"userinfo\":{\"name\":{\"essential\":true},\"phone_number\":null,\"nickname\":null},"
                + "\"id_token\":{\"email\":null}}";
        assertThat(http.userinfo(accessToken("openid", claims))
                        .expect(200)
                        .json()
                        .propertyNames())
                .containsExactlyInAnyOrder("sub", "name", "phone_number");
    }

    @Test
    void theTokenMayComeInAForm() {
        String token = accessToken("openid email");
        Answer byGet = http.userinfo(token).expect(200);
        assertThat(http.post("/userinfo", "access_token", token).expect(200).body())
                .isEqualTo(byGet.body());
        assertThat(http.postWith("Bearer " + token, "/userinfo", "x", "y")
                        .expect(200)
                        .body())
                .isEqualTo(byGet.body());
        Answer empty = http.send(
                http.request("/userinfo")
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.noBody()),
                null);
        assertThat(empty.expect(200).body()).isEqualTo(byGet.body());
    }

    @Test
    void moreThanOneTokenIsAnInvalidRequest() {
        String token = accessToken("openid");
        assertChallenge(http.postWith("Bearer " + token, "/userinfo", "access_token", token), 400, "invalid_request");
        assertChallenge(http.post("/userinfo", "access_token", token, "access_token", token), 400, "invalid_request");
        assertChallenge(
                http.send(
                        http.request("/userinfo")
                                .header("Authorization", "Bearer " + token)
                                .header("Authorization", "Bearer " + token)
                                .GET(),
                        null),
                400,
                "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "%61ccess_token", "x"})
    void aQueryStringIsAnInvalidRequest(String name) {
        String token = accessToken("openid");
        String path = "/userinfo?" + name + "=" + token;
        assertChallenge(http.get(path), 400, "invalid_request");
        assertChallenge(http.post(path), 400, "invalid_request");
        assertChallenge(http.postWith("Bearer " + token, path), 400, "invalid_request");
    }

    @Test
    void withoutATokenThereIsOnlyAChallenge() {
        for (Answer answer : new Answer[] {
            http.get("/userinfo"),
            http.post("/userinfo"),
            http.post("/userinfo", "access_token", ""),
            http.json("POST", "/userinfo", null, "{\"access_token\":\"x\"}")
        }) {
            assertThat(answer.expect(401).header("WWW-Authenticate")).isEqualTo("Bearer realm=\"latchkey\"");
        }
    }

    @Test
    void aTokenThatIsNoneIsInvalid() {
        for (String token : new String[] {"x", "a.b.c", "lkr_AAAA", flow.code("openid")}) {
            assertChallenge(http.userinfo(token), 401, "invalid_token");
            assertChallenge(http.post("/userinfo", "access_token", token), 401, "invalid_token");
        }
    }

    @Test
    void theScopeOpenidIsNeeded() {
        Answer answer = http.userinfo(accessToken("read profile email"));
        assertChallenge(answer, 403, "insufficient_scope");
        assertThat(answer.header("WWW-Authenticate")).contains("scope=\"openid\"");
    }

    @Test
    void theAudienceIsOfTheApisAndDoesNotMatterHere() {
        String token = accessToken("openid read");
        http.userinfo(token).expect(200);
        http.me(token).expect(401);
    }

    @Test
    void theFamilyMustBeLive() {
        String token = accessToken("openid");
        http.userinfo(token).expect(200);
        server.database().sessionChanges().end(flow.session().id(), "sign_out", TEST);
        assertChallenge(http.userinfo(token), 401, "invalid_token");
    }

    @Test
    void theUserMustBeEnabled() {
        String token = accessToken("openid offline_access");
        http.userinfo(token).expect(200);
        server.database().userChanges().disable(user.in(server.database()), TEST);
        assertChallenge(http.userinfo(token), 401, "invalid_token");
    }

    @Test
    void aClientHasNoClaims() {
        TestClient service =
                TestClient.named("service" + number).scope("openid").addTo(server);
        String token = http.token(service, "grant_type", "client_credentials").accessToken();
        Answer refused = http.userinfo(token);
        assertChallenge(refused, 401, "invalid_token");
        assertThat(refused.header("WWW-Authenticate")).contains("of a client itself, and of no user");
    }

    @Test
    void otherMethodsAreNotAllowed() {
        String token = accessToken("openid");
        for (String method : new String[] {"PUT", "DELETE", "PATCH"}) {
            http.json(method, "/userinfo", token, "{}").expect(405);
        }
    }

    @Test
    void aPageOfAClientReadsTheAnswerAndTheError() {
        for (String token : new String[] {accessToken("openid"), "none"}) {
            Answer answer = http.send(
                    http.request("/userinfo")
                            .header("Origin", PAGE)
                            .header("Authorization", "Bearer " + token)
                            .GET(),
                    null);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
            assertThat(answer.header("Access-Control-Expose-Headers")).contains("WWW-Authenticate");
        }
        Answer foreign = http.send(
                http.request("/userinfo")
                        .header("Origin", "https://evil.example")
                        .GET(),
                null);
        assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
    }

    private static void assertChallenge(Answer answer, int status, String error) {
        answer.expectProblem(status);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"" + error + "\"");
    }
}
