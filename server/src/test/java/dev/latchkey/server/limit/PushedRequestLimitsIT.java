package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Clients that fill the table of pushed requests. */
class PushedRequestLimitsIT extends LimitedServer {

    private static Answer push(TestClient client, boolean confidential, String forwardedFor) {
        var request = http.request("/oauth2/par").header("X-Forwarded-For", forwardedFor);
        if (confidential) {
            request.header("Authorization", Http.basic(client.clientId(), client.secret()));
        }
        String query = WebFlow.of(server, client).query();
        return http.send(request.POST(BodyPublishers.ofString(query)), Http.FORM);
    }

    @Test
    void anAddressPushesOnlySoManyOfPublicClients() {
        TestClient spa = TestClient.named("spa")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        for (int i = 0; i < 3; i++) {
            push(spa, false, "203.0.113.31").expect(201);
        }
        Answer refused = push(spa, false, "203.0.113.31").expectError(429, "temporarily_unavailable");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"pushed-request\";q=3;w=3600");
        push(spa, false, "203.0.113.32").expect(201);
    }

    @Test
    void aFewAddressesDoNotShutTheOthersOut() {
        TestClient spa = TestClient.named("shared")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        for (int i = 0; i < 4; i++) {
            push(spa, false, "203.0.113." + (40 + i)).expect(201);
        }
        // The client has none left, and a site has a share: of IPv6 all its networks together.
        for (int i = 0; i < 5; i++) {
            push(spa, false, "2001:db8:1:" + i + "::1").expect(201);
        }
        Answer refused = push(spa, false, "2001:db8:1:5::1").expectError(429, "temporarily_unavailable");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"pushed-request\";q=4;w=3600");
        push(spa, false, "2001:db8:2::1").expect(201);
    }

    @Test
    void allSitesTogetherHaveTenTimesTheLimit() {
        TestClient spa = TestClient.named("flooded")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        for (int i = 0; i < 4 + 40; i++) {
            push(spa, false, "198.51.100." + i).expect(201);
        }
        push(spa, false, "198.51.100.44").expect(429);
    }

    @Test
    void aConfidentialClientIsCountedAsAWhole() {
        TestClient web = TestClient.named("web").redirects(WebFlow.REDIRECT_URI).addTo(server);
        for (int i = 0; i < 4; i++) {
            push(web, true, "203.0.113.1").expect(201);
        }
        push(web, true, "203.0.113.2").expect(429);
    }
}
