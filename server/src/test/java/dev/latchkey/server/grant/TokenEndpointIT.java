package dev.latchkey.server.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What every grant has in common: the request, the grant type and the scope. */
class TokenEndpointIT extends SharedServer {

    private static final String TOKEN = "/oauth2/token";

    @Test
    void anythingButPostIs405() {
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "OPTIONS")) {
            Answer answer = http.send(http.request(TOKEN).method(method, BodyPublishers.noBody()), null);
            answer.expectError(405, "invalid_request");
            assertThat(answer.header("Allow")).isEqualTo("POST");
        }
        assertThat(http.send(http.request(TOKEN).method("HEAD", BodyPublishers.noBody()), null)
                        .status())
                .isEqualTo(405);
    }

    @Test
    void aMethodOverrideDoesNotCount() {
        Answer answer = http.send(
                http.request(TOKEN).header("X-HTTP-Method-Override", "POST").GET(), null);
        answer.expectError(405, "invalid_request");
    }

    @Test
    void anUnknownGrantIsUnsupported() {
        for (String grant : List.of(
                "Authorization_code",
                "implicit",
                "device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "PASSWORD",
                "Client_Credentials",
                " client_credentials",
                "client_credentials ",
                "client_credentials\n",
                "x".repeat(10_000))) {
            http.token(client, "grant_type", grant).expectError(400, "unsupported_grant_type");
        }
    }

    @Test
    void aMissingGrantTypeIsInvalidRequest() {
        http.token(client, "scope", "read").expectError(400, "invalid_request");
        http.postForm(client, TOKEN, "").expectError(400, "invalid_request");
    }

    @Test
    void aMissingParameterOfAGrantIsNamed() {
        assertThat(http.token(client, "grant_type", "password", "username", "alice")
                        .expectError(400, "invalid_request")
                        .text("error_description"))
                .contains("password");
        assertThat(http.token(client, "grant_type", "password", "password", "x")
                        .expectError(400, "invalid_request")
                        .text("error_description"))
                .contains("username");
        assertThat(http.token(client, "grant_type", "refresh_token")
                        .expectError(400, "invalid_request")
                        .text("error_description"))
                .contains("refresh_token");
    }

    @Test
    void aGrantThatTheClientLacksIsUnauthorizedBeforeAnyHashing() {
        TestClient machine =
                TestClient.named("machine").grants(GrantType.CLIENT_CREDENTIALS).addTo(server);
        String outdated =
                "{bcrypt}" + Objects.requireNonNull(new BCryptPasswordEncoder(4).encode("a fine old password"));
        TestUser imported =
                TestUser.addWithHash(server.database(), "imported", "read", outdated, "a fine old password");
        http.signIn(machine, imported).expectError(400, "unauthorized_client");
        http.token(machine, "grant_type", "password").expectError(400, "unauthorized_client");
        http.refresh(machine, "lkr_x").expectError(400, "unauthorized_client");
        // A sign-in that came to the hash would have replaced it.
        assertThat(server.sql()
                        .sql("SELECT password_hash FROM users WHERE username = 'imported'")
                        .query(String.class)
                        .single())
                .isEqualTo(outdated);
        http.signIn(client, imported).expect(200);
        assertThat(server.sql()
                        .sql("SELECT password_hash FROM users WHERE username = 'imported'")
                        .query(String.class)
                        .single())
                .isNotEqualTo(outdated);
    }

    @Test
    void theClientComesBeforeTheGrant() {
        http.post(TOKEN, "grant_type", "client_credentials").expectError(401, "invalid_client");
        http.post(TOKEN, "grant_type", "password", "username", "alice", "password", alice.password())
                .expectError(401, "invalid_client");
    }

    @Test
    void anEmptyValueCountsAsOmitted() {
        Answer answer = http.token(client, "grant_type", "client_credentials", "scope", "");
        assertThat(answer.expect(200).text("scope")).isEqualTo("read write");
        http.token(client, "grant_type", "").expectError(400, "invalid_request");
        http.token(client, "grant_type", "refresh_token", "refresh_token", "").expectError(400, "invalid_request");
        http.token(client, "grant_type", "client_credentials", "client_secret", "")
                .expect(200);
        http.token(client, "grant_type", "client_credentials", "client_id", "").expect(200);
    }

    @Test
    void aScopeOf100KilobytesIsInvalidAtOnce() {
        http.token(client, "grant_type", "client_credentials", "scope", "a".repeat(100_000))
                .expectError(400, "invalid_scope");
        http.token(client, "grant_type", "client_credentials", "scope", "a ".repeat(50_000))
                .expectError(400, "invalid_scope");
    }

    @Test
    void aScopeWithOtherWhitespaceThanSpacesIsInvalid() {
        for (String scope :
                List.of("read\twrite", "read\nwrite", "read\r\nwrite", "read\u00A0write", "read,write", "\"read\"")) {
            http.token(client, "grant_type", "client_credentials", "scope", scope)
                    .expectError(400, "invalid_scope");
        }
    }

    @Test
    void scopesMayHaveAnyOrderAndSpacesAround() {
        Answer answer = http.token(client, "grant_type", "client_credentials", "scope", "  write   read write ");
        assertThat(answer.expect(200).text("scope")).isEqualTo("read write");
    }

    @Test
    void everyTokenResponseIsNotCachedAndLeaksNothing() {
        Answer answer = http.signIn(client, alice).expect(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Server")).isNull();
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token", "scope");
    }

    @Test
    void anEndpointThatIsNotThereIs404() {
        for (String path : List.of(
                "/oauth2",
                "/oauth2/token/",
                "/oauth2/device",
                "/error",
                "/actuator",
                "/actuator/env",
                "/login",
                "/register")) {
            assertThat(http.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void pathsThatOnlyLookLikeTheEndpointAreNotIt() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String path : List.of(
                "/oauth2//token",
                "/oauth2/token;x=y",
                "/oauth2/./token",
                "/OAUTH2/token",
                "/oauth2/token%2F",
                "/x/../oauth2/token")) {
            Answer answer = http.postBody(client, path, Http.FORM, form);
            if (answer.status() == 200) {
                assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
            } else {
                assertThat(answer.status()).as(path).isBetween(400, 405);
            }
            assertThat(answer.body()).doesNotContainIgnoringCase("exception").doesNotContain("org.");
        }
    }

    @Test
    void requestsThatAreNotHttpTellNothing() {
        for (String request : List.of(
                "GARBAGE\r\n\r\n",
                "POST /oauth2/token HTTP/1.1\r\n\r\n",
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(100_000) + "\r\n\r\n",
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\nConnection: close\r\n\r\nabcdef",
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
                "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nX\u0000: y\r\nConnection: close\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /oauth2/jwks HTTP/1.1\r\nHost: local host\r\nConnection: close\r\n\r\n")) {
            String answer = http.raw(request.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(answer)
                    .as(request.lines().findFirst().orElse(""))
                    .startsWith("HTTP/1.1 400")
                    .doesNotContainIgnoringCase("exception")
                    .doesNotContainIgnoringCase("tomcat");
        }
    }
}
