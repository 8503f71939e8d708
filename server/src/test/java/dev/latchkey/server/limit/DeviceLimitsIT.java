package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Guesses of user codes, and devices that fill the table. */
class DeviceLimitsIT extends LimitedServer {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Another one for each test, because servers remember whom they refused. */
    private final TestClient tv = TestClient.named("tv" + NUMBER.incrementAndGet())
            .isPublic()
            .grants(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
            .addTo(server);

    private static Answer begin(TestClient client, String forwardedFor) {
        var request = http.request("/oauth2/device_authorization").header("X-Forwarded-For", forwardedFor);
        if (client.equals(backend)) {
            request.header("Authorization", Http.basic(client.clientId(), client.secret()));
        }
        return http.send(request.POST(BodyPublishers.ofString(Http.encode("client_id", client.clientId()))), Http.FORM);
    }

    /** A browser at an address. */
    private record Guesser(WebFlow browser, String address) {

        static Guesser signedIn(TestClient tv, TestUser user, String address) {
            Guesser guesser = new Guesser(WebFlow.of(server, tv), address);
            Answer page = guesser.browser.follow(guesser.browser.get("/device"));
            guesser.browser.follow(guesser.browser.signIn(page, user));
            return guesser;
        }

        Answer enter(String code) {
            String[] form = WebFlow.form(browser.get("/device").expect(200), "user_code", code);
            return browser.exchange(
                    http.request("/device")
                            .header("X-Forwarded-For", address)
                            .POST(BodyPublishers.ofString(Http.encode(form))),
                    Http.FORM);
        }
    }

    @Test
    void guessingUserCodesStopsAfterFive() {
        Guesser mallory = Guesser.signedIn(tv, alice, "203.0.113.1");
        String right = begin(tv, "192.0.2.1").expect(200).text("user_code");
        // What can be no code is no guess, and a right one does not count.
        for (int i = 0; i < 7; i++) {
            mallory.enter("hello").expect(422);
            mallory.enter(right).expect(200);
        }
        for (int i = 0; i < 5; i++) {
            mallory.enter("BBBB-BBBB").expect(422);
        }
        Answer refused = mallory.enter(right);
        assertThat(refused.expectPage(429)).contains("Too many attempts");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"user-code\";q=5;w=60");
        // From another address in the same session, and in another session from the same address.
        new Guesser(mallory.browser(), "203.0.113.2").enter(right).expect(429);
        Guesser.signedIn(tv, alice, "203.0.113.1").enter(right).expect(429);
        Guesser.signedIn(tv, alice, "203.0.113.3").enter(right).expect(200);
    }

    @Test
    void anAddressBeginsOnlySoManySignInsOfPublicClients() {
        for (int i = 0; i < 3; i++) {
            begin(tv, "203.0.113.31").expect(200);
        }
        Answer refused = begin(tv, "203.0.113.31").expectError(429, "temporarily_unavailable");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"device\";q=3;w=600");
        begin(tv, "203.0.113.32").expect(200);
    }

    @Test
    void aClientBeginsOnlySoManyFromAllAddresses() {
        for (int i = 0; i < 4; i++) {
            begin(tv, "203.0.113." + (10 + i)).expect(200);
        }
        // What is left for those who asked for little.
        for (int i = 0; i < 5; i++) {
            begin(tv, "2001:db8:1:" + i + "::1").expect(200);
        }
        begin(tv, "2001:db8:1:5::1").expect(429);
        for (int i = 0; i < 4; i++) {
            // The devices of a confidential client may all have its address.
            begin(backend, "203.0.113.1").expect(200);
        }
        begin(backend, "203.0.113.1").expect(429);
    }
}
