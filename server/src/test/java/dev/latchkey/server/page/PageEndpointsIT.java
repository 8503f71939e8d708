package dev.latchkey.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages of a whole server: {@code /}, what it loads, and errors. */
class PageEndpointsIT {

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.pages.name=Orders",
                "latchkey.pages.links.terms=https://orders.example/");
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theStartPageSaysWhatThisIs() {
        Answer answer = http.get("/");
        assertThat(answer.expectPage(200))
                .contains(
                        "Orders signs you in",
                        "/.well-known/openid-configuration",
                        "https://orders.example/",
                        "href=\"/account\"")
                // Without the client of the first start.
                .doesNotContain("/demo");
        assertThat(answer.response().headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "cache-control",
                        "content-length",
                        "content-security-policy",
                        "content-type",
                        "date",
                        "referrer-policy",
                        "x-content-type-options",
                        "x-request-id");
        Answer head = http.send(http.request("/").HEAD(), null).expect(200);
        assertThat(head.header("Content-Length")).isEqualTo(answer.header("Content-Length"));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whatPagesLoadIsKeptForEver() {
        Matcher asset = Pattern.compile("(?:src|href)=\"(/assets/[^\"]*)\"")
                .matcher(http.get("/").body());
        assertThat(asset.results().map(match -> match.group(1)).distinct())
                .hasSize(2)
                .allSatisfy(path -> {
                    Answer answer = http.get(path).expect(200);
                    assertThat(answer.response().headers().allValues("Cache-Control"))
                            .containsExactly("public, max-age=31536000, immutable");
                    assertThat(answer.response().headers().allValues("Content-Security-Policy"))
                            .containsExactly("default-src 'none'; style-src 'unsafe-inline'; sandbox");
                    assertThat(answer.header("Set-Cookie")).isNull();
                });
        http.get("/assets/unknown").expect(404);
    }

    @Test
    void theLanguageIsThatOfTheBrowser() {
        assertThat(inLanguage("/", "de-AT,de;q=0.9,en;q=0.8").expect(200).body())
                .contains("<html lang=\"de\">");
        assertThat(inLanguage("/assets/a/b", "fr").expect(404).body()).contains("<html lang=\"fr\">");
        for (String malformed : List.of("", ";", "q=2,*;q=x", "de,".repeat(2_000))) {
            inLanguage("/", malformed).expectPage(200);
        }
    }

    @Test
    void aPersonWhoMistypesAnAddressGetsAPage() {
        String browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        Answer page = http.send(
                http.request("/nowhere")
                        .header("Accept", browsers)
                        .header("Accept-Language", "de")
                        .GET(),
                null);
        assertThat(page.expect(404).body()).contains("<html lang=\"de\">", "Diese Seite gibt es nicht");
        for (String accept : List.of("*/*", "application/json", "application/problem+json, text/html;q=0.9", "x")) {
            http.send(http.request("/nowhere").header("Accept", accept).GET(), null)
                    .expectProblem(404);
        }
        http.send(http.request("/users/me").header("Accept", browsers).GET(), null)
                .expectProblem(401);
    }

    private static Answer inLanguage(String path, String languages) {
        return http.send(http.request(path).header("Accept-Language", languages).GET(), null);
    }

    @Test
    void errorsArePages() {
        Answer posted = http.post("/", "x", "y");
        assertThat(posted.expectPage(405)).contains("invalid_request", posted.header("X-Request-Id"));
        assertThat(posted.header("Allow")).contains("GET");
        http.get("/assets/a/b").expectPage(404);
        http.send(http.request("/").method("DELETE", BodyPublishers.noBody()), null)
                .expectPage(405);
        // Other paths have their formats, and where there is none it is that which the sender prefers.
        http.get("/nowhere").expectProblem(404);
        assertThat(http.raw("GET //x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII)))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\nContent-Type: application/problem+json");
    }
}
