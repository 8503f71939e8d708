package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.db.TestDatabase;
import dev.latchkey.server.Http.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RefreshIT {

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
    void refreshReturnsTheNextTokens() {
        Answer signedIn = http.signIn(client, user);
        Answer refreshed = http.refresh(client, signedIn.refreshToken());
        assertThat(refreshed.status()).as(refreshed.toString()).isEqualTo(200);
        assertThat(refreshed.refreshToken()).startsWith("lkr_").isNotEqualTo(signedIn.refreshToken());
        assertThat(http.me(refreshed.accessToken()).text("username")).isEqualTo("alice");
    }
}
