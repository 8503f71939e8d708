package dev.latchkey.server.grant.refresh;

import static dev.latchkey.server.grant.refresh.Rows.generation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import org.junit.jupiter.api.Test;

class RefreshScopeIT extends SharedServer {

    private final TestUser user = newUser();

    @Test
    void aWiderScopeIsInvalidScopeAndTheTokenStaysGood() {
        TestClient wide = TestClient.named("wide").scope("read write admin").addTo(server);
        String token = user.refreshToken(server, wide);
        // Beyond the user's, within the client's.
        http.token(wide, "grant_type", "refresh_token", "refresh_token", token, "scope", "read admin")
                .expectError(400, "invalid_scope");
        // Beyond the client's.
        http.token(wide, "grant_type", "refresh_token", "refresh_token", token, "scope", "read other")
                .expectError(400, "invalid_scope");
        assertThat(generation(server, token)).isZero();
        http.refresh(wide, token).expect(200);
    }

    @Test
    void aScopeBeyondTheSignInIsInvalidScopeAlsoWhenTheUserHasIt() {
        Answer narrow = http.token(
                client,
                "grant_type",
                "password",
                "username",
                user.username(),
                "password",
                user.password(),
                "scope",
                "read");
        http.token(
                        client,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        narrow.expect(200).refreshToken(),
                        "scope",
                        "read write")
                .expectError(400, "invalid_scope");
        assertThat(http.refresh(client, narrow.refreshToken()).expect(200).text("scope"))
                .isEqualTo("read");
    }

    @Test
    void aNarrowerScopeNarrowsOnlyTheAccessToken() {
        String token = user.refreshToken(server, client);
        Answer narrow = http.token(client, "grant_type", "refresh_token", "refresh_token", token, "scope", "read");
        assertThat(narrow.expect(200).text("scope")).isEqualTo("read");
        assertThat(narrow.claims().get("scope").asString()).isEqualTo("read");
        assertThat(http.refresh(client, narrow.refreshToken()).expect(200).text("scope"))
                .isEqualTo("read write");
    }

    @Test
    void aScopeThatTheUserLostIsGoneFromTheNextAccessToken() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE users SET scopes = '{read}' WHERE id = :id", "id", user.id());
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.text("scope")).isEqualTo("read");
        assertThat(refreshed.claims().get("scope").asString()).isEqualTo("read");
        http.token(client, "grant_type", "refresh_token", "refresh_token", refreshed.refreshToken(), "scope", "write")
                .expectError(400, "invalid_scope");
        // And within the grace period.
        assertThat(http.refresh(client, token).expect(200).text("scope")).isEqualTo("read");
    }

    @Test
    void aScopeThatTheClientLostIsGoneFromTheNextAccessToken() {
        TestClient shrinking = TestClient.named("shrinking").addTo(server);
        String token = user.refreshToken(server, shrinking);
        server.update("UPDATE clients SET scopes = '{read}' WHERE id = :id", "id", shrinking.id());
        server.reload();
        assertThat(http.refresh(shrinking, token).expect(200).text("scope")).isEqualTo("read");
    }

    @Test
    void aUserWithoutAnyScopeLeftGetsATokenWithout() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE users SET scopes = '{}' WHERE id = :id", "id", user.id());
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.text("scope")).isEmpty();
        assertThat(refreshed.claims().has("scope")).isFalse();
    }
}
