package dev.latchkey.server.grant.refresh;

import static dev.latchkey.server.grant.refresh.Rows.family;
import static dev.latchkey.server.grant.refresh.Rows.generation;
import static dev.latchkey.server.grant.refresh.Rows.revokedReason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import org.junit.jupiter.api.Test;

/** What ends a family, so that it is refreshed no more. */
class FamilyEndIT extends SharedServer {

    private final TestUser user = newUser();

    @Test
    void aFamilyThatRestedTooLongIsOver() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE tokens SET idle_until = now() WHERE id = :id", "id", family(token));
        http.refresh(client, token).expectError(400, "invalid_grant");
        assertThat(generation(server, token)).isZero();
    }

    @Test
    void aFamilyEndsWithItsLifetimeHoweverOftenItIsRefreshed() {
        String first = user.refreshToken(server, client);
        String expiry = "SELECT expires_at::text FROM tokens WHERE id = :id";
        String before = server.sql()
                .sql(expiry)
                .param("id", family(first))
                .query(String.class)
                .single();
        String second = http.refresh(client, first).expect(200).refreshToken();
        assertThat(server.sql()
                        .sql(expiry)
                        .param("id", family(first))
                        .query(String.class)
                        .single())
                .isEqualTo(before);
        server.update("UPDATE tokens SET expires_at = now(), idle_until = now() WHERE id = :id", "id", family(first));
        http.refresh(client, second).expectError(400, "invalid_grant");
    }

    @Test
    void anAccessTokenDoesNotOutliveItsFamily() {
        String token = user.refreshToken(server, client);
        server.update(
                "UPDATE tokens SET expires_at = now() + interval '20 seconds', idle_until = now() + interval '10 seconds' WHERE id = :id",
                "id",
                family(token));
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.json().get("expires_in").asInt()).isBetween(1, 20);
        assertThat(refreshed.claims().get("exp").asLong()
                        - refreshed.claims().get("iat").asLong())
                .isEqualTo(refreshed.json().get("expires_in").asLong());
        // Resting does not go on after the end either.
        assertThat(server.sql()
                        .sql("SELECT idle_until = expires_at FROM tokens WHERE id = :id")
                        .param("id", family(token))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void aDisabledUserDoesNotRefreshAndEnablingBringsNothingBack() {
        String token = user.refreshToken(server, client);
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
        server.database().userChanges().enable(user.in(server.database()), Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
    }

    @Test
    void aUserWhoIsMarkedDisabledDoesNotRefreshEvenWhenTheFamilyWasForgotten() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        http.refresh(client, second).expectError(400, "invalid_grant");
        // Neither is the lost answer repeated.
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertThat(generation(server, first)).isEqualTo(1);
    }

    @Test
    void aDeletedUserDoesNotRefresh() {
        String token = user.refreshToken(server, client);
        server.update(
                "UPDATE tokens SET revoked_at = now(), revoked_reason = 'user_deleted' WHERE user_id = :id",
                "id",
                user.id());
        server.update("DELETE FROM users WHERE id = :id", "id", user.id());
        http.refresh(client, token).expectError(400, "invalid_grant");
    }

    @Test
    void aNewPasswordEndsTheFamily() {
        String token = user.refreshToken(server, client);
        server.database()
                .userChanges()
                .setPassword(
                        user.in(server.database()),
                        new Passwords().hash("another fine password"),
                        Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
        assertThat(revokedReason(server, token)).isEqualTo("password_changed");
    }

    @Test
    void aClientThatLostTheGrantOrWasDisabledDoesNotRefresh() {
        TestClient leaving = TestClient.named("leaving").addTo(server);
        String token = user.refreshToken(server, leaving);
        server.update("UPDATE clients SET grant_types = '{password}' WHERE id = :id", "id", leaving.id());
        server.reload();
        http.refresh(leaving, token).expectError(400, "unauthorized_client");
        server.update(
                "UPDATE clients SET grant_types = '{refresh_token}', disabled_at = now() WHERE id = :id",
                "id",
                leaving.id());
        server.reload();
        http.refresh(leaving, token).expectError(401, "invalid_client");
        assertThat(generation(server, token)).isZero();
    }

    @Test
    void aClientOfTheSameNameAsADeletedOneDoesNotInheritItsFamilies() {
        TestClient gone = TestClient.named("phoenix").addTo(server);
        String token = user.refreshToken(server, gone);
        server.update(
                "UPDATE tokens SET revoked_at = now(), revoked_reason = 'x' WHERE client_id = :id", "id", gone.id());
        server.update("DELETE FROM clients WHERE id = :id", "id", gone.id());
        TestClient risen = TestClient.named("phoenix").addTo(server);
        http.refresh(risen, token).expectError(400, "invalid_grant");
    }
}
