package dev.latchkey.server.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What every grant has in common: the form, the grant type and the scope. */
class TokenEndpointIT {

    private static final String TOKEN = "/oauth2/token";

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

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
    void bodiesThatAreNotAFormAreRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String type : Arrays.asList(
                "application/json", "multipart/form-data; boundary=x", "text/plain", "*/*", "nonsense", "", null)) {
            http.postBody(client, TOKEN, type, form).expectError(400, "invalid_request");
        }
        http.postBody(
                        client,
                        TOKEN,
                        "application/json",
                        "{\"grant_type\":\"client_credentials\"}".getBytes(StandardCharsets.UTF_8))
                .expectError(400, "invalid_request");
    }

    @Test
    void aTypeThatOnlyBeginsLikeAFormIsRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        http.postBody(client, TOKEN, Http.FORM + "-not", form).expectError(400, "invalid_request");
        http.postBody(client, TOKEN, Http.FORM + ", application/json", form).expectError(400, "invalid_request");
    }

    @Test
    void aFormMayNameItsCharacterSetWhenItIsUtf8() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String type : List.of(
                Http.FORM + ";charset=UTF-8",
                Http.FORM + "; charset=utf-8",
                Http.FORM + ";charset=\"utf-8\"",
                "Application/X-WWW-Form-Urlencoded")) {
            http.postBody(client, TOKEN, type, form).expect(200);
        }
    }

    @Test
    void aFormInAnotherCharacterSetIsRefused() {
        byte[] form = "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8);
        for (String charset : List.of("utf-16", "iso-8859-1", "utf-7", "nonsense", "cp037")) {
            http.postBody(client, TOKEN, Http.FORM + ";charset=" + charset, form)
                    .expectError(400, "invalid_request");
        }
    }

    @Test
    void anyQueryStringIsRefusedAndNotLogged() {
        try (CapturedLog log = CapturedLog.start()) {
            for (String query : List.of(
                    "?x",
                    "?x=1",
                    "?grant_type=client_credentials",
                    "?client_secret=s3cr3t-in-the-url",
                    "?%00",
                    "?%FF")) {
                http.postBody(
                                client,
                                TOKEN + query,
                                Http.FORM,
                                "grant_type=client_credentials".getBytes(StandardCharsets.UTF_8))
                        .expectError(400, "invalid_request");
            }
            assertThat(log.text()).doesNotContain("s3cr3t-in-the-url");
        }
    }

    @Test
    void aKnownParameterTwiceIsInvalidRequest() {
        for (String name :
                List.of("grant_type", "scope", "username", "password", "refresh_token", "client_id", "client_secret")) {
            http.postForm(client, TOKEN, "grant_type=client_credentials&" + name + "=a&" + name + "=a")
                    .expectError(400, "invalid_request");
        }
        http.postForm(client, TOKEN, "grant_type=client_credentials&scope=read&sc%6Fpe=write")
                .expectError(400, "invalid_request");
        http.postForm(client, TOKEN, "grant_type=client_credentials&scope=read&scope=")
                .expectError(400, "invalid_request");
    }

    @Test
    void unknownParametersAreIgnored() {
        http.postForm(client, TOKEN, "grant_type=client_credentials&audience=x&audience=y&resource=&x")
                .expect(200);
    }

    @Test
    void anUnknownGrantIsUnsupported() {
        for (String grant : List.of(
                "Authorization_code",
                "implicit",
                "urn:ietf:params:oauth:grant-type:device_code",
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
        http.post(TOKEN, "grant_type", "password", "username", "alice", "password", user.password())
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
    void aBodyOverTheLimitIs413() {
        String large = "grant_type=client_credentials&x=" + "a".repeat(300_000);
        http.postForm(client, TOKEN, large).expectError(413, "invalid_request");
        // Without Content-Length: in chunks.
        byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
        Answer chunked = http.send(
                http.request(TOKEN)
                        .header("Authorization", Http.basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofByteArrays(List.of(bytes))),
                Http.FORM);
        chunked.expectError(413, "invalid_request");
    }

    @Test
    void anAnnouncedBodyOverTheLimitIsRefusedBeforeItArrives() {
        String request = "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + Http.FORM
                + "\r\nContent-Length: 10000000000\r\n\r\n";
        assertThat(http.rawStatus(request.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 413");
    }

    @Test
    void anEndlessBodyIsCutOffEarly() throws IOException {
        byte[] chunk = ("8000\r\n" + "a".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int sent = 0;
        try (Socket socket = new Socket("localhost", server.base().getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                            + Http.FORM + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (sent < 64 * 1024 * 1024) {
                out.write(chunk);
                out.flush();
                sent += 0x8000;
            }
        } catch (IOException closedByTheServer) {
            assertThat(closedByTheServer).hasMessageMatching("(?i).*(broken pipe|reset|closed|abort).*");
        }
        assertThat(sent).as("bytes until the server closed the connection").isLessThan(16 * 1024 * 1024);
    }

    @Test
    void aScopeOf100KilobytesIsInvalidAtOnce() {
        http.token(client, "grant_type", "client_credentials", "scope", "a".repeat(100_000))
                .expectError(400, "invalid_scope");
        http.token(client, "grant_type", "client_credentials", "scope", "a ".repeat(50_000))
                .expectError(400, "invalid_scope");
    }

    @Test
    void aThousandParametersAreRefused() {
        http.postForm(client, TOKEN, "grant_type=client_credentials" + "&x=1".repeat(20_000))
                .expectError(400, "invalid_request");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        for (String name : List.of("grant_type", "username", "password", "scope", "refresh_token", "client_id", "x")) {
            for (String bad : List.of(
                    "%00",
                    "a%00", "%FF", "%C3", "%C0%80", "%ED%A0%80", "%ED%B0%80", "%F5%80%80%80", "%zz", "%", "%1")) {
                Answer answer =
                        http.postForm(client, TOKEN, "grant_type=password&username=a&password=b&" + name + "=" + bad);
                answer.expectError(400, "invalid_request");
            }
        }
        http.postForm(client, TOKEN, "grant_type=client_credentials&%FF=x").expectError(400, "invalid_request");
        http.postForm(client, TOKEN, "grant_type=client_credentials&%00=x").expectError(400, "invalid_request");
        byte[] raw = "grant_type=client_credentials&x=\u00FF".getBytes(StandardCharsets.ISO_8859_1);
        http.postBody(client, TOKEN, Http.FORM, raw).expectError(400, "invalid_request");
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
        Answer answer = http.signIn(client, user).expect(200);
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
                "/oauth2/authorize",
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
