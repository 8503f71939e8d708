package dev.latchkey.server.grant.refresh;

import static dev.latchkey.server.grant.refresh.Rows.family;
import static dev.latchkey.server.grant.refresh.Rows.revokedReason;
import static dev.latchkey.server.grant.refresh.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Refresh tokens that are sent again, within the grace period and after it. */
class RefreshReplayIT extends SharedServer {

    private final TestUser user = newUser();
    private static TestClient graceless;

    @BeforeAll
    static void addGraceless() {
        graceless = TestClient.named("graceless").grace(Duration.ZERO).addTo(server);
    }

    @Test
    void theTokenBeforeGetsTheSameSuccessorWithinTheGracePeriodAndNothingIsWritten() {
        String first = user.refreshToken(server, client);
        Answer answered = http.refresh(client, first).expect(200);
        String before = row(server, first);
        for (int i = 0; i < 3; i++) {
            Answer again = http.refresh(client, first).expect(200);
            assertThat(again.refreshToken()).isEqualTo(answered.refreshToken());
            assertThat(http.me(again.accessToken()).status()).isEqualTo(200);
        }
        assertThat(row(server, first)).isEqualTo(before);
        http.refresh(client, answered.refreshToken()).expect(200);
    }

    @Test
    void theTokenBeforeIsAReplayAfterTheGracePeriod() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        server.update(
                "UPDATE tokens SET refreshed_at = now() - interval '61 seconds' WHERE id = :id", "id", family(first));
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, second, client);
    }

    @Test
    void withoutAGracePeriodTheTokenBeforeIsAReplayAtOnce() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        http.refresh(graceless, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, second, graceless);
    }

    @Test
    void aReplayOfAnOlderGenerationRevokesTheFamilyAlsoWithinTheGracePeriod() {
        String first = user.refreshToken(server, client);
        Answer second = http.refresh(client, first).expect(200);
        Answer third = http.refresh(client, second.refreshToken()).expect(200);
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, third.refreshToken(), client);
        assertThat(http.me(third.accessToken()).status()).isEqualTo(401);
        assertThat(http.introspect(client, third.accessToken()).body()).isEqualTo("{\"active\":false}");
    }

    private static void assertReuseWasFound(String replayed, String newest, TestClient client) {
        http.refresh(client, newest).expectError(400, "invalid_grant");
        assertThat(revokedReason(server, replayed)).isEqualTo("reuse");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM audit_log WHERE action = 'token.reuse' AND target_id = :id")
                        .param("id", family(replayed))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aReplayIsAuditedOnceHoweverOftenItComes() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        for (int i = 0; i < 3; i++) {
            http.refresh(graceless, first).expectError(400, "invalid_grant");
        }
        assertReuseWasFound(first, second, graceless);
    }

    @Test
    void anotherClientsOldTokenDoesNotRevokeTheFamily() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        http.refresh(other, first).expectError(400, "invalid_grant");
        http.refresh(graceless, second).expect(200);
    }

    @Test
    void refreshesOfAPublicClientAreRotatedToo() {
        TestClient mobile =
                TestClient.named("mobile").isPublic().grace(Duration.ZERO).addTo(server);
        String first = user.refreshToken(server, mobile);
        String[] form = {"client_id", "mobile", "grant_type", "refresh_token", "refresh_token", first};
        String second = http.post("/oauth2/token", form).expect(200).refreshToken();
        http.post("/oauth2/token", form).expectError(400, "invalid_grant");
        form[5] = second;
        http.post("/oauth2/token", form).expectError(400, "invalid_grant");
    }
}
