package dev.latchkey.server.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.LimitedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.operate.Maintenance;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to clients that fail, to who makes accounts, and to everybody else meanwhile. */
class ClientLimitsIT extends LimitedServer {

    private static int users;

    @Test
    void theRightSecretWorksHoweverOftenOthersFailed() {
        TestClient wrong = new TestClient(backend.id(), backend.clientId(), "lks_wrong");
        for (int i = 0; i < 20; i++) {
            authenticate("198.51.100." + i, wrong).expectError(401, "invalid_client");
        }
        Answer refused = authenticate("198.51.100.20", wrong).expectError(429, "temporarily_unavailable");
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"client\";q=20;w=3600");
        assertThat(Integer.parseInt(String.valueOf(refused.header("Retry-After"))))
                .isBetween(1, 180);
        authenticate("198.51.100.20", backend).expect(200);
    }

    @Test
    void clientsThatAreNotThereFailAsOftenAsThoseThatAre() {
        for (int i = 0; i < 20; i++) {
            authenticate("203.0.113.1", madeUp(i)).expectError(401, "invalid_client");
        }
        authenticate("203.0.113.1", madeUp(20)).expect(429);
        assertThat(rows("rate_limits"))
                .as("one for the address, one for each name that was tried")
                .isEqualTo(21);
    }

    @Test
    void madeUpNamesShareABoundedNumberOfBuckets() {
        int network = 0;
        // Of names with the same hash nobody can make more buckets than one.
        for (String name : List.of("AaAa", "AaBB", "BBAa", "BBBB")) {
            authenticate("198.51.100." + network++, new TestClient(backend.id(), name, "lks_wrong"))
                    .expect(401);
        }
        assertThat(rows("rate_limits"))
                .as("one for each address, one for all names")
                .isEqualTo(5);
    }

    @Test
    void aFloodOfFailuresIsRefusedWithoutTheDatabase() {
        for (int i = 0; i < 20; i++) {
            authenticate("203.0.113.2", madeUp(i)).expect(401);
        }
        authenticate("203.0.113.2", madeUp(0)).expect(429);
        withoutTheTables(() -> {
            authenticate("203.0.113.2", madeUp(0)).expect(429);
            authenticate("203.0.113.2", backend).expect(200);
        });
    }

    @Test
    void anAddressMakesOnlySoManyAccounts() {
        for (int i = 0; i < 10; i++) {
            register().expect(201);
        }
        assertThat(register().expect(429).header("RateLimit-Policy")).isEqualTo("\"registration\";q=10;w=3600");
    }

    @Test
    void refreshesAndClientCredentialsAskNothingOfTheLimits() {
        String refreshToken = alice.refreshToken(server, app);
        withoutTheTables(() -> {
            http.post(
                            "/oauth2/token",
                            "grant_type",
                            "refresh_token",
                            "client_id",
                            app.clientId(),
                            "refresh_token",
                            refreshToken)
                    .expect(200);
            http.token(backend, "grant_type", "client_credentials").expect(200);
            http.signIn(backend, alice).expect(500);
        });
    }

    private static void withoutTheTables(Runnable requests) {
        server.update("ALTER TABLE rate_limits RENAME TO away");
        server.update("ALTER TABLE sign_in_failures RENAME TO away_too");
        try {
            requests.run();
        } finally {
            server.update("ALTER TABLE away RENAME TO rate_limits");
            server.update("ALTER TABLE away_too RENAME TO sign_in_failures");
        }
    }

    @Test
    void maintenanceForgetsWhatNoLongerCounts() {
        guess("198.51.100.1", "old").expect(400);
        pass("61 minutes");
        guess("198.51.100.2", "new").expect(400);
        server.bean(Maintenance.class).forgetFailures();
        assertThat(rows("rate_limits")).isEqualTo(1);
        assertThat(rows("sign_in_failures")).isEqualTo(1);
    }

    private static TestClient madeUp(int number) {
        return new TestClient(backend.id(), "made-up-" + number, "lks_wrong");
    }

    private static Answer authenticate(String forwardedFor, TestClient client) {
        return http.send(
                http.request("/oauth2/token")
                        .header("X-Forwarded-For", forwardedFor)
                        .header("Authorization", Http.basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                Http.FORM);
    }

    private static Answer register() {
        return http.json(
                "POST",
                "/register",
                null,
                "{\"username\":\"newcomer" + users++ + "\",\"password\":\"a-rather-good-password\"}");
    }
}
