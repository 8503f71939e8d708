package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that the container or the framework once failed on, at both ports: what {@link AnyBytesIT} found, by name. */
class MalformedRequestsIT {

    private static final List<String> PATHS =
            List.of("/oauth2/token", "/oauth2/jwks", "/users/me", "/register", "/status-lists", "/nowhere");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.registration.enabled=true");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String head(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static String send(Http http, String request) {
        return http.raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aHostThatIsNoHostNameIsRefusedInJsonWithTheReasonAndALineInTheLog() {
        for (String host :
                List.of("Host: auth_server:9000", "Host: a b", "Host: \u009a)(v", "X: y", "Host: a\r\nHost: b")) {
            try (CapturedLog log = CapturedLog.start()) {
                String request = " HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n\r\n";
                assertThat(send(server.http(), "GET /oauth2/token" + request))
                        .startsWith("HTTP/1.1 400")
                        .contains(
                                "Content-Type: application/json",
                                "\"error\":\"invalid_request\"",
                                "The Host header is");
                assertThat(send(server.http(), "GET /users/me" + request))
                        .startsWith("HTTP/1.1 400")
                        .contains("Content-Type: application/problem+json", "\"status\":400", "The Host header is");
                assertThat(send(server.management(), "GET /readyz" + request))
                        .startsWith("HTTP/1.1 400")
                        .contains("Content-Type: application/problem+json", "The Host header is");
                assertThat(log.lines()).as(host).hasSize(3);
                assertThat(log.text())
                        .contains("Refused a request of 127.0.0.1 before it was read: The Host header is");
            }
        }
    }

    @Test
    void aRequestThatIsNotReadToItsHostIsToldItsOwnFault() {
        for (String raw : List.of("\"", "<", ">", "\u00e4", "\u00c3\u00a4", "\u007f", "\0")) {
            for (String path : List.of("/oauth2/authorize?client_id=web&state=a" + raw + "b", "/oauth2/to" + raw)) {
                expectReason(server.http(), head("GET", path, ""), "percent-encoded");
            }
            expectReason(server.management(), head("GET", "/readyz?x=" + raw, ""), "percent-encoded");
        }
        for (String raw : List.of("[", "]", "{", "}", "|", "^", "\\", "`")) {
            expectReason(server.http(), head("GET", "/oauth2/" + raw, ""), "percent-encoded");
        }
        expectReason(server.http(), head("GET", "/oauth2/authorize?state=a b", ""), "with one space between");
        expectReason(server.http(), head("G(T", "/oauth2/authorize", ""), "with one space between");
        for (String header : List.of("a b: c", "a(: c", ": c", "\u00e4: c")) {
            expectReason(
                    server.http(),
                    "GET /oauth2/token HTTP/1.1\r\n" + header + "\r\nHost: localhost\r\n\r\n",
                    "not well-formed HTTP/1.1");
        }
    }

    private static void expectReason(Http http, String request, String reason) {
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(send(http, request))
                    .as(request)
                    .startsWith("HTTP/1.1 400")
                    .contains(reason)
                    .doesNotContain("Host");
            assertThat(log.text()).as(request).contains(reason).doesNotContain("Host");
        }
    }

    @Test
    void whatBrowsersSendRawInAQueryIsReadAndLeadsToAnEncodedAnswer() {
        TestClient.named("web").redirects(WebFlow.REDIRECT_URI).addTo(server);
        String request = head(
                "GET",
                "/oauth2/authorize?response_type=code&client_id=web&"
                        + Http.encode("redirect_uri", WebFlow.REDIRECT_URI) + "&scope=a|b&state=[]{}|^\\`",
                "");
        assertThat(send(server.http(), request))
                .startsWith("HTTP/1.1 303")
                .containsPattern("\r\nLocation: [!-~&&[^\\[\\]{}|^\\\\`]]*state=%5B%5D%7B%7D%7C%5E%5C%60");
        for (String path : PATHS) {
            assertThat(send(server.http(), head("GET", path + "?x=[]{}|^\\`", "")))
                    .startsWith("HTTP/1.1 ")
                    .doesNotStartWith("HTTP/1.1 5");
        }
        assertThat(send(server.management(), head("GET", "/readyz?x=[]{}|^\\`", "")))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void headersOf32KilobytesAreReadAndLongerOnesAreRefusedInJson() {
        String cookie = "Cookie: " + "a".repeat(30_000) + "\r\n";
        assertThat(send(server.http(), head("GET", "/oauth2/jwks", cookie))).startsWith("HTTP/1.1 200");
        try (CapturedLog log = CapturedLog.start()) {
            String longer = "Cookie: " + "a".repeat(40_000) + "\r\n";
            assertThat(send(server.http(), head("POST", "/oauth2/revoke", longer)))
                    .startsWith("HTTP/1.1 400")
                    .contains("\"error\":\"invalid_request\"", "longer than 32768 bytes");
            assertThat(send(server.http(), head("GET", "/users/me", longer)))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "longer than 32768 bytes");
            assertThat(log.lines()).hasSize(2);
            assertThat(log.text()).contains("longer than 32768 bytes").doesNotContain("aaaa");
        }
    }

    @Test
    void thereAreAsManyConnectionsAsTheHeapBearsUnlessASettingSaysHowMany() {
        assertThat(server.maxConnections())
                .isEqualTo(ConnectionBound.of(Runtime.getRuntime().maxMemory(), 32 * 1024));
        try (TestServer set = TestServer.start(server.settings(), "server.tomcat.max-connections=700")) {
            assertThat(set.maxConnections()).isEqualTo(700);
        }
    }

    @Test
    void whatTheContainerDoesNotSupportIsTheClientsError() {
        for (String request : List.of(
                head("CONNECT", "/oauth2/token", ""),
                head("POST", "/oauth2/token", "Transfer-Encoding: gzip\r\n"),
                "GET /oauth2/token HTTP/9.9\r\nHost: localhost\r\n\r\n")) {
            assertThat(send(server.http(), request)).startsWith("HTTP/1.1 400").contains("not supported");
        }
    }

    @Test
    void parametersInThePathAre400() {
        for (String parameter : List.of(";%zz", ";%", ";x=%ff", ";x=y", ";")) {
            for (String path : PATHS) {
                String answer = send(server.http(), head("GET", path + parameter, ""));
                assertThat(answer).startsWith("HTTP/1.1 400").contains("json");
            }
            assertThat(send(server.management(), head("GET", "/readyz" + parameter, "")))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void noWishForLanguagesOrCharacterSetsFails() {
        String wishes = "Accept-Language: " + "a,".repeat(5_000) + "\r\nAccept: application/json;charset=utf-16\r\n";
        for (String path : PATHS) {
            for (String method : List.of("GET", "POST")) {
                assertThat(send(server.http(), head(method, path, wishes + "Content-Length: 0\r\n")))
                        .startsWith("HTTP/1.1 ")
                        .doesNotStartWith("HTTP/1.1 5");
            }
        }
        assertThat(send(server.management(), head("GET", "/livez", wishes))).startsWith("HTTP/1.1 200");
    }

    @Test
    void aFormThatIsNotUtf8IsRefusedWhereJsonIsExpected() {
        TestClient client = TestClient.named("app").addTo(server);
        String token = server.http()
                .signIn(client, TestUser.add(server.database(), "alice"))
                .expect(200)
                .accessToken();
        try (CapturedLog log = CapturedLog.start()) {
            for (String path : List.of("/register", "/users/me/password", "/users/me", "/nowhere")) {
                for (String form : List.of("scope=%ff", "%ff=x", "scope=%zz", "x=%ED%A0%80", "&x=1".repeat(5_000))) {
                    for (String method : List.of("POST", "PATCH", "PUT")) {
                        String answer = send(
                                server.http(),
                                head(
                                                method,
                                                path,
                                                "Authorization: Bearer " + token + "\r\nContent-Type: " + Http.FORM
                                                        + "\r\nContent-Length: " + form.length() + "\r\n")
                                        + form);
                        assertThat(answer)
                                .as(path + form)
                                .startsWith("HTTP/1.1 4")
                                .contains("application/problem+json");
                    }
                }
            }
            String form = "scope=%ff";
            String head = head("POST", "/readyz", "Content-Type: " + Http.FORM + "\r\nContent-Length: 9\r\n");
            assertThat(send(server.management(), head + form))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json");
            // The server may have cleaned up meanwhile.
            assertThat(log.lines())
                    .filteredOn(line -> !line.text().contains(" Maintenance: "))
                    .isEmpty();
        }
    }

    @Test
    void anErrorHasABodyWhateverTheCallerAccepts() {
        for (String accept : List.of("image/png", "nonsense", "application/json;charset=%", "*/*;q=2", "")) {
            Answer answer = server.http()
                    .send(
                            server.http()
                                    .request("/nowhere")
                                    .header("Accept", accept)
                                    .GET(),
                            null)
                    .expectProblem(404);
            assertThat(answer.text("title")).isEqualTo("Not Found");
        }
    }
}
