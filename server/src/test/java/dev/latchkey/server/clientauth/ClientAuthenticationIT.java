package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientAuthenticationIT {

    private static final String TOKEN = "/oauth2/token";

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestClient mobile;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = TestClient.named("app").addTo(server);
        mobile = TestClient.named("mobile").isPublic().addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void basicIsAccepted() {
        http.token(client, "grant_type", "client_credentials").expect(200);
        http.token(client, "grant_type", "client_credentials", "client_id", "app")
                .expect(200);
    }

    @Test
    void theNameOfTheSchemeHasNoCase() {
        String credentials = Http.basic("app", client.secret()).substring("Basic ".length());
        for (String scheme : List.of("basic ", "BASIC ", "Basic   ")) {
            http.postWith(scheme + credentials, TOKEN, "grant_type", "client_credentials")
                    .expect(200);
        }
    }

    @Test
    void theFormIsAccepted() {
        http.post(TOKEN, "grant_type", "client_credentials", "client_id", "app", "client_secret", client.secret())
                .expect(200);
    }

    @Test
    void basicCredentialsAreFormEncodedInside() {
        TestClient odd = TestClient.named("https//app?a=b&c%41+%2B").addTo(server);
        http.token(odd, "grant_type", "client_credentials").expect(200);
    }

    @Test
    void basicCredentialsThatMakeNoSenseAreInvalidClientWithAChallenge() {
        for (String header : List.of(
                "",
                "Basic",
                "Basic ",
                "Basic !!!",
                "Basic " + base64("app"),
                "Basic " + base64(":" + client.secret()),
                "Basic " + base64("app:"),
                "Basic " + base64("app:%zz"),
                "Basic " + base64("app:%"),
                "Basic " + base64("app%00:" + client.secret()),
                "Basic " + base64("app:" + client.secret() + "%00"),
                "Basic " + base64("app:\r\n"),
                "Basic " + Base64.getEncoder().encodeToString(new byte[] {'a', ':', (byte) 0xFF}),
                "Basic " + base64("a".repeat(3000) + ":b"),
                "Bearer " + client.secret(),
                "Digest username=\"app\"",
                "Negotiate abc")) {
            assertInvalidClient(http.postWith(header, TOKEN, "grant_type", "client_credentials"));
        }
    }

    @Test
    void noCredentialsAtAllAreInvalidClientWithAChallenge() {
        assertInvalidClient(http.post(TOKEN, "grant_type", "client_credentials"));
        assertInvalidClient(http.post(TOKEN, "grant_type", "client_credentials", "client_secret", client.secret()));
    }

    @Test
    void twoWaysAtOnceAreInvalidRequest() {
        http.token(client, "grant_type", "client_credentials", "client_secret", client.secret())
                .expectError(400, "invalid_request");
        http.token(client, "grant_type", "client_credentials", "client_id", "app", "client_secret", client.secret())
                .expectError(400, "invalid_request");
        http.token(
                        client,
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        "e30.e30.e30")
                .expectError(400, "invalid_request");
    }

    @Test
    void aFormThatNamesAnotherClientThanTheHeaderIsInvalidRequest() {
        http.token(client, "grant_type", "client_credentials", "client_id", "mobile")
                .expectError(400, "invalid_request");
    }

    @Test
    void twoAuthorizationHeadersAreInvalidRequest() {
        Answer answer = http.send(
                http.request(TOKEN)
                        .header("Authorization", Http.basic("app", client.secret()))
                        .header("Authorization", Http.basic("mobile", "x"))
                        .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                Http.FORM);
        answer.expectError(400, "invalid_request");
    }

    @Test
    void anUnknownClientAndAWrongSecretLookTheSame() {
        Answer unknown =
                http.postWith(Http.basic("nobody", client.secret()), TOKEN, "grant_type", "client_credentials");
        Answer wrong = http.postWith(Http.basic("app", "lks_wrong"), TOKEN, "grant_type", "client_credentials");
        Answer missing = http.post(TOKEN, "grant_type", "client_credentials", "client_id", "app");
        TestClient off = TestClient.named("off").addTo(server);
        server.update("UPDATE clients SET disabled_at = now() WHERE client_id = 'off'");
        server.reload();
        Answer disabled = http.token(off, "grant_type", "client_credentials");
        for (Answer answer : List.of(unknown, wrong, missing, disabled)) {
            assertInvalidClient(answer);
            assertThat(answer.body()).isEqualTo(unknown.body()).contains("error_description");
            assertThat(answer.response().headers().map().keySet())
                    .isEqualTo(unknown.response().headers().map().keySet());
        }
    }

    @Test
    void anUnknownClientAndAWrongSecretTakeTheSameTime() {
        List<Long> unknown = new ArrayList<>();
        List<Long> wrong = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            unknown.add(nanos(() ->
                    http.postWith(Http.basic("nobody", client.secret()), TOKEN, "grant_type", "client_credentials")));
            wrong.add(nanos(
                    () -> http.postWith(Http.basic("app", "lks_wrong"), TOKEN, "grant_type", "client_credentials")));
        }
        // A slow hash, or a question to the database, for one of them would take many times as long.
        assertThat((double) median(unknown) / median(wrong)).isBetween(0.4, 2.5);
    }

    private static long nanos(Supplier<Answer> request) {
        long start = System.nanoTime();
        request.get().expect(401);
        return System.nanoTime() - start;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Test
    void aSecretIsComparedAsAWhole() {
        for (String secret : List.of(
                client.secret() + "x",
                client.secret().substring(0, client.secret().length() - 1),
                client.secret().toUpperCase(Locale.ROOT),
                client.secret() + " ",
                "lks_")) {
            assertInvalidClient(http.postWith(Http.basic("app", secret), TOKEN, "grant_type", "client_credentials"));
        }
    }

    @Test
    void theClientIdIsComparedExactly() {
        for (String clientId : List.of("APP", "app ", " app", "ａｐｐ", "app\0")) {
            assertInvalidClient(
                    http.postWith(Http.basic(clientId, client.secret()), TOKEN, "grant_type", "client_credentials"));
        }
    }

    @Test
    void aPublicClientSaysItsNameAndNothingElse() {
        TestUser user = TestUser.add(server.database(), "alice");
        Answer signedIn = http.post(
                TOKEN,
                "client_id",
                "mobile",
                "grant_type",
                "password",
                "username",
                "alice",
                "password",
                user.password());
        signedIn.expect(200);
        http.post(TOKEN, "client_id", "mobile", "grant_type", "refresh_token", "refresh_token", signedIn.refreshToken())
                .expect(200);
        assertInvalidClient(http.post(
                TOKEN,
                "client_id",
                "mobile",
                "client_secret",
                "anything",
                "grant_type",
                "refresh_token",
                "refresh_token",
                "x"));
    }

    @Test
    void aPublicClientHasNoClientCredentials() {
        http.post(TOKEN, "client_id", mobile.clientId(), "grant_type", "client_credentials")
                .expectError(400, "unauthorized_client");
    }

    @Test
    void aConfidentialClientDoesNotGetByWithItsName() {
        assertInvalidClient(http.post(TOKEN, "client_id", "app", "grant_type", "refresh_token", "refresh_token", "x"));
    }

    @Test
    void twoSecretsMayOverlapAndAnExpiredOneIsNoneWithoutAnyNotice() {
        TestClient rotating = TestClient.named("rotating").addTo(server);
        String next = ClientSecret.generate();
        server.update(
                "INSERT INTO client_secrets (id, client_id, secret_hash) VALUES (gen_random_uuid(), :id, :hash)",
                "id",
                rotating.id(),
                "hash",
                ClientSecret.hash(next));
        server.update(
                "UPDATE client_secrets SET expires_at = now() + interval '1500 milliseconds' WHERE client_id = :id AND secret_hash = :hash",
                "id",
                rotating.id(),
                "hash",
                ClientSecret.hash(rotating.secret()));
        server.reload();
        http.token(rotating, "grant_type", "client_credentials").expect(200);
        http.postWith(Http.basic("rotating", next), TOKEN, "grant_type", "client_credentials")
                .expect(200);
        Waiting.until(
                "the old secret expires by the clock",
                Duration.ofSeconds(5),
                () -> http.token(rotating, "grant_type", "client_credentials").status() == 401);
        http.postWith(Http.basic("rotating", next), TOKEN, "grant_type", "client_credentials")
                .expect(200);
    }

    private static void assertInvalidClient(Answer answer) {
        answer.expectError(401, "invalid_client");
        assertThat(Objects.requireNonNull(answer.header("WWW-Authenticate"))).startsWith("Basic realm=");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
