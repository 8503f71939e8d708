package dev.latchkey.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Status lists as HTTP documents. What they say is in StatusListIT; that they outlive the database in DatabaseDownIT. */
class StatusListDocumentIT {

    private static final String LIST = "/status-lists/0";

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        // A ttl of two minutes: the token stays the same from one request to the next.
        server = TestServer.start(
                TestDatabase.fresh(), "latchkey.status-list.ttl=2m", "latchkey.status-list.lifetime=10m");
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAccessTokenNamesAListAndAPlaceInIt() {
        TestClient client = TestClient.named("app").addTo(server);
        TestUser user = TestUser.add(server.database(), "alice");
        for (Answer answer : List.of(
                http.signIn(client, user).expect(200),
                http.token(client, "grant_type", "client_credentials").expect(200))) {
            JsonNode status = answer.claims().get("status");
            assertThat(status.propertyNames()).containsExactly("status_list");
            assertThat(status.get("status_list").propertyNames()).containsExactlyInAnyOrder("idx", "uri");
            assertThat(status.get("status_list").get("uri").asString()).isEqualTo(server.base() + LIST);
            assertThat(PublishedList.index(answer.accessToken())).isBetween(0, 262_143);
            assertThat(PublishedList.isRevoked(http, answer.accessToken())).isFalse();
        }
    }

    @Test
    void theListIsSignedAndSaysForHowLong() {
        PublishedList list = PublishedList.fetch(http, server.base() + LIST);
        JsonNode claims = list.claims();
        assertThat(claims.propertyNames()).containsExactlyInAnyOrder("sub", "iat", "exp", "ttl", "status_list");
        assertThat(claims.get("status_list").propertyNames()).containsExactlyInAnyOrder("bits", "lst");
        assertThat(claims.get("ttl").asInt()).isEqualTo(120);
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(600);
        long now = server.database().now().getEpochSecond();
        assertThat(claims.get("iat").asLong()).isBetween(now - 61, now + 1);
        assertThat(list.bits()).hasSize(32_768);
    }

    @Test
    void itIsACopyThatCachesAskForEachTimeAndBrowsersMayRead() {
        Answer answer = http.get(LIST).expect(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/statuslist+jwt");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, no-cache");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("Set-Cookie")).isNull();
        String etag = String.valueOf(answer.header("ETag"));
        Answer same = http.send(
                http.request(LIST).header("If-None-Match", "\"x\", W/" + etag).GET(), null);
        assertThat(same.expect(304).body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(etag);
        Answer head = http.send(http.request(LIST).method("HEAD", BodyPublishers.noBody()), null);
        assertThat(head.expect(200).header("ETag")).isEqualTo(etag);
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(answer.body().length()));
    }

    @Test
    void itIsCompressedForWhoAsksForThat() throws Exception {
        String plain = http.get(LIST).expect(200).body();
        for (String accepted : List.of("gzip", "br, GZIP;q=0.5", "identity, gzip ; q=1")) {
            HttpResponse<byte[]> compressed = bytes(accepted);
            assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(compressed.body()).hasSizeLessThan(plain.length());
            assertThat(new String(
                            new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes(),
                            StandardCharsets.US_ASCII))
                    .isEqualTo(plain);
            String etag = compressed.headers().firstValue("ETag").orElseThrow();
            assertThat(etag).isNotEqualTo(http.get(LIST).header("ETag"));
            http.send(
                            http.request(LIST)
                                    .header("Accept-Encoding", accepted)
                                    .header("If-None-Match", etag)
                                    .GET(),
                            null)
                    .expect(304);
        }
        for (String refused : List.of("br", "gzip;q=0", "gzip; q=0.000", "identity", "gzipped", "")) {
            assertThat(bytes(refused).headers().firstValue("Content-Encoding"))
                    .as(refused)
                    .isEmpty();
        }
    }

    private static HttpResponse<byte[]> bytes(String acceptEncoding) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    http.request(LIST)
                            .header("Accept-Encoding", acceptEncoding)
                            .GET()
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @Test
    void theAggregationListsThemAll() {
        Answer answer = http.get("/status-lists").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.json().propertyNames()).containsExactly("status_lists");
        assertThat(answer.json().get("status_lists"))
                .extracting(JsonNode::asString)
                .containsExactly(server.base() + "/status-lists/0", server.base() + "/status-lists/1");
        for (JsonNode uri : answer.json().get("status_lists")) {
            PublishedList.fetch(http, uri.asString());
        }
    }

    @Test
    void whatIsNoListIs404() {
        for (String path : List.of(
                "2",
                "-1",
                "+1",
                "1e9",
                "01",
                "00",
                "0x0",
                "1.0",
                "",
                "0/",
                "0/0",
                "٣",
                "999999999999999999",
                "9223372036854775808",
                "1" + "0".repeat(30),
                "1" + "0".repeat(3000),
                "abc")) {
            Answer answer = http.send(
                    http.request("/status-lists/" + Http.encode(path).replace("%2F", "/"))
                            .GET(),
                    null);
            assertThat(answer.status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("%00", "%20", "..", "../0", "0;x=y", "%2e%2e", "0%2f", "%", "\\0", "0%00", "//0")) {
            String status = http.rawStatus(
                    ("GET /status-lists/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(status).as(path).matches("HTTP/1.1 (400|404).*");
        }
    }

    @Test
    void thePastIsNotKept() {
        for (String query : List.of("time=1686925000", "x=1&time=1686925000", "time=", "time=garbage", "time")) {
            assertThat(http.get(LIST + "?" + query).status()).as(query).isEqualTo(501);
        }
        for (String query : List.of("cache=1", "timely=1", "a=time", "%", "&&=")) {
            assertThat(http.rawStatus(
                            ("GET " + LIST + "?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)))
                    .as(query)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whoWantsAnotherFormIsToldThatThereIsNone() {
        for (String accept : List.of(
                "application/statuslist+jwt",
                "application/statuslist+cwt, application/statuslist+jwt;q=0.5",
                "application/*",
                "text/html, */*;q=0.8",
                "*/*",
                "garbage")) {
            assertThat(accepting(accept)).as(accept).isEqualTo(200);
        }
        for (String accept : List.of("application/statuslist+cwt", "text/html", "application/json")) {
            assertThat(accepting(accept)).as(accept).isEqualTo(406);
        }
    }

    private static int accepting(String accept) {
        return http.send(http.request(LIST).header("Accept", accept).GET(), null)
                .status();
    }

    @Test
    void otherMethodsAreNotAllowed() {
        for (String path : List.of(LIST, "/status-lists", "/status-lists/17")) {
            for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                Answer answer = http.send(http.request(path).method(method, BodyPublishers.ofString("x=y")), Http.FORM);
                assertThat(answer.status()).as("%s %s", method, path).isEqualTo(405);
            }
        }
    }

    @Test
    void aStaleBearerTokenKeepsNobodyFromTheLists() {
        http.send(http.request(LIST).header("Authorization", "Bearer stale").GET(), null)
                .expect(200);
    }
}
