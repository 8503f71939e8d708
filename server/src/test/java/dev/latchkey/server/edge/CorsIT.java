package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages in browsers: who may call, and who may read the answer. */
class CorsIT {

    private static final String PAGE = "https://app.example";
    private static final String OTHER_PAGE = "http://localhost:8000";

    private static TestServer server;
    private static Http http;
    private static TestClient other;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        TestClient.named("app").isPublic().origins(PAGE).addTo(server);
        other = TestClient.named("other")
                .origins(OTHER_PAGE, "http://[::1]:8000")
                .addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/oauth2/revoke", "/userinfo", "/users/me", "/users/me/password"})
    void aPreflightFromAPageOfSomeClientIsAnswered(String path) {
        for (String page : new String[] {PAGE, OTHER_PAGE, "http://[::1]:8000"}) {
            Answer answer = preflight(path, page).expect(204);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(page);
            assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST", "PATCH", "GET");
            assertThat(answer.header("Access-Control-Allow-Headers")).contains("Authorization", "Content-Type");
            assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
            assertThat(answer.header("Vary")).contains("Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "*",
                "https://app.example.evil",
                "https://evil.example",
                "https://evil-app.example",
                "https://app.exampl",
                "https://APP.example",
                "HTTPS://app.example",
                "http://app.example",
                "https://app.example:443",
                "https://app.example:8443",
                "https://app.example/",
                "https://app.example.",
                "https://user@app.example",
                "https://app.example@evil",
                "https://app.example https://evil.example",
                "http://localhost:80000",
                "http://localhost"
            })
    void anOriginThatNoClientHasIsNotAllowedAnything(String origin) {
        for (String path : new String[] {"/oauth2/token", "/oauth2/revoke", "/users/me"}) {
            assertClosed(preflight(path, origin).expect(204));
        }
        assertRefused(signIn("app", origin));
        assertRefused(post("/oauth2/revoke", origin, "client_id", "app", "token", "t"));
        assertClosed(me("none", origin).expect(401));
    }

    @Test
    void onlyAPageOfTheClientItselfReadsWhatTheTokenEndpointAnswers() {
        Answer own = signIn("app", PAGE).expect(200);
        assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(own.header("Vary")).contains("Origin");
        assertThat(own.header("Access-Control-Allow-Credentials")).isNull();
        // The page of another client, which the preflight let pass.
        assertRefused(signIn("app", OTHER_PAGE));
        assertRefused(post("/oauth2/revoke", OTHER_PAGE, "client_id", "app", "token", own.refreshToken()));
        assertClosed(http.postAs(other, "/oauth2/token", "grant_type", "client_credentials")
                .expect(200));
    }

    /** Capacitor, Tauri and the like have pages whose origin has a scheme of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"capacitor://localhost", "tauri://localhost", "app://obsidian.md", "ionic://localhost"})
    void anAppWithAnOriginOfItsOwnSchemeIsLetInWhenItsClientNamesIt(String origin) {
        String clientId = "app-of-" + origin.substring(0, origin.indexOf(':'));
        assertRefused(signIn("app", origin));
        TestClient.named(clientId).isPublic().origins(origin).addTo(server);
        assertThat(preflight("/oauth2/token", origin).expect(204).header("Access-Control-Allow-Origin"))
                .isEqualTo(origin);
        Answer signedIn = signIn(clientId, origin).expect(200);
        assertThat(signedIn.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(me(signedIn.accessToken(), origin).expect(200).header("Access-Control-Allow-Origin"))
                .isEqualTo(origin);
        assertRefused(signIn("app", origin));
    }

    @Test
    void aPageOfTheIssuersOwnOriginMayCall() {
        assertClosed(signIn("app", server.base().toString()).expect(200));
    }

    /** A browser sends a form for any page, and asks nobody before. */
    @Test
    void aForeignPageSpendsNothingOfTheTriesOfItsVisitor() {
        try (TestServer strict = TestServer.start(
                server.settings(),
                "latchkey.limits.address.failures=1",
                "latchkey.limits.account.failures=1",
                "latchkey.limits.client.failures=1")) {
            strict.update("DELETE FROM rate_limits");
            strict.update("DELETE FROM sign_in_failures");
            for (String page : new String[] {"https://evil.example", "null", OTHER_PAGE}) {
                for (int i = 0; i < 3; i++) {
                    String[] guess = {
                        "client_id", "app", "grant_type", "password", "username", user.username(), "password", "wrong"
                    };
                    assertRefused(post(strict.http(), "/oauth2/token", page, guess));
                }
            }
            for (int i = 0; i < 3; i++) {
                assertRefused(post(strict.http(), "/oauth2/revoke", "null", "client_id", "nobody", "token", "t"));
            }
            for (String table : new String[] {"rate_limits", "sign_in_failures"}) {
                assertThat(strict.sql()
                                .sql("SELECT count(*) FROM " + table)
                                .query(Long.class)
                                .single())
                        .as(table)
                        .isZero();
            }
        }
    }

    @Test
    void aPageReadsTheErrorsOfItsClientToo() {
        Answer wrong = token(PAGE, "client_id", "app", "grant_type", "password", "username", "alice", "password", "no");
        wrong.expectError(400, "invalid_grant");
        assertThat(wrong.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertClosed(
                token(PAGE, "client_id", "nobody", "grant_type", "password").expectError(401, "invalid_client"));
    }

    @Test
    void aPageRevokesAndSeesTheAccount() {
        Answer signedIn = signIn("app", PAGE).expect(200);
        Answer account = me(signedIn.accessToken(), PAGE).expect(200);
        assertThat(account.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        Answer revoked = post("/oauth2/revoke", PAGE, "client_id", "app", "token", signedIn.refreshToken());
        assertThat(revoked.expect(200).header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        Answer refused = me(signedIn.accessToken(), PAGE).expect(401);
        assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(refused.header("Access-Control-Expose-Headers")).contains("WWW-Authenticate");
    }

    @Test
    void noPageReadsAnIntrospection() {
        assertClosed(preflight("/oauth2/introspect", OTHER_PAGE).expect(405));
        String token = http.token(other, "grant_type", "client_credentials").accessToken();
        Answer answer = http.send(
                http.request("/oauth2/introspect")
                        .header("Origin", OTHER_PAGE)
                        .header("Authorization", Http.basic(other.clientId(), other.secret()))
                        .POST(BodyPublishers.ofString(Http.encode("token", token))),
                Http.FORM);
        assertClosed(answer.expect(200));
        assertThat(answer.text("active")).isEqualTo("true");
    }

    @Test
    void thePagesOfADisabledClientAreNobodysAnyMore() {
        String page = "https://former.example";
        TestClient former = TestClient.named("former").origins(page).addTo(server);
        assertThat(preflight("/oauth2/token", page).header("Access-Control-Allow-Origin"))
                .isEqualTo(page);
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", former.id());
        server.reload();
        assertClosed(preflight("/oauth2/token", page));
    }

    @Test
    void whatHasNoOriginIsAnsweredAsEver() {
        Answer answer = http.signIn(other, user).expect(200);
        assertClosed(answer);
        assertThat(answer.header("Vary")).contains("Origin");
        // OPTIONS without the header of a preflight is a method like any other.
        http.send(http.request("/oauth2/token").method("OPTIONS", BodyPublishers.noBody()), null)
                .expect(405);
    }

    private static void assertRefused(Answer answer) {
        answer.expectError(403, "access_denied");
        assertClosed(answer);
    }

    private static void assertClosed(Answer answer) {
        assertThat(answer.response().headers().map().keySet())
                .noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    private static Answer preflight(String path, String origin) {
        return http.send(
                http.request(path)
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization,content-type")
                        .method("OPTIONS", BodyPublishers.noBody()),
                null);
    }

    private static Answer signIn(String clientId, String origin) {
        return token(
                origin,
                "client_id",
                clientId,
                "grant_type",
                "password",
                "username",
                user.username(),
                "password",
                user.password());
    }

    private static Answer token(String origin, String... form) {
        return post("/oauth2/token", origin, form);
    }

    private static Answer post(String path, String origin, String... form) {
        return post(http, path, origin, form);
    }

    private static Answer post(Http to, String path, String origin, String... form) {
        return to.send(
                to.request(path).header("Origin", origin).POST(BodyPublishers.ofString(Http.encode(form))), Http.FORM);
    }

    private static Answer me(String accessToken, String origin) {
        return http.send(
                http.request("/users/me")
                        .header("Origin", origin)
                        .header("Authorization", "Bearer " + accessToken)
                        .GET(),
                null);
    }
}
