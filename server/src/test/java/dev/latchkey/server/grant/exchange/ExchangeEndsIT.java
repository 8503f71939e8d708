package dev.latchkey.server.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.client.Client;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends exchanged tokens: for introspection at once, for those who read status lists within a second. */
class ExchangeEndsIT extends Exchanging {

    /** A second, and four more for a machine that is busy with other tests. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static int made;

    private final String suffix = "x" + made++;
    private final TestClient app = TestClient.named("app-" + suffix).addTo(server);
    private final TestClient first = api("first-" + suffix, "read write", uri("second-" + suffix));
    private final TestClient second = api("second-" + suffix, "read write", uri("third-" + suffix));
    private final TestClient third = api("third-" + suffix, "read write");

    /** What ends the first exchange, the second one with it, and all further ones of the first. */
    enum End {
        PARENT_REVOKED,
        PARENT_REVOKED_BY_ADMINISTRATOR,
        USER_DISABLED,
        USER_MARKED_DISABLED,
        USER_EXPIRED,
        USER_DELETED,
        PASSWORD_CHANGED,
        CLIENT_OF_PARENT_DISABLED,
        ACTOR_DISABLED,
        ACTOR_DELETED,
        SOURCE_REMOVED,
        SOURCE_SERVED_BY_ANOTHER,
        TARGET_REMOVED,
        EVERYTHING
    }

    /** With the token of the user, and with one that the client of another API has for itself. */
    @Test
    void aTokenForAResourceThatWasRemovedIsNotExchangedAtAnotherOfTheSameUri() {
        String source = uri(first.clientId());
        String ofUser = signIn("resource", source);
        String own = http.token(second, "grant_type", "client_credentials", "resource", source)
                .expect(200)
                .accessToken();
        exchange(first, ofUser).expect(200);
        exchange(first, own).expect(200);
        server.database().requests().resources().remove(source, BY);
        serve(source, "read write", first.clientId());
        exchange(first, ofUser).expectError(400, "invalid_request");
        exchange(first, own).expectError(400, "invalid_request");
        exchange(first, signIn("resource", source)).expect(200);
    }

    @AfterEach
    void reload() {
        server.reload();
    }

    private static Client in(TestClient client) {
        return server.database().clients().findByClientId(client.clientId()).orElseThrow();
    }

    private void make(End end, String parent) {
        Database database = server.database();
        switch (end) {
            case PARENT_REVOKED -> http.revoke(app, parent).expect(200);
            case PARENT_REVOKED_BY_ADMINISTRATOR -> database.userChanges().revokeTokens(user.in(database), BY);
            case USER_DISABLED -> database.userChanges().disable(user.in(database), BY);
            case USER_MARKED_DISABLED ->
                server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
            case USER_EXPIRED ->
                database.access()
                        .endChanges()
                        .move(user.in(database), Instant.now().minusSeconds(1), BY);
            case USER_DELETED -> database.userChanges().delete(user.in(database), BY);
            case PASSWORD_CHANGED -> database.userChanges().setPassword(user.in(database), "{noop}x", BY);
            case CLIENT_OF_PARENT_DISABLED -> database.clientChanges().disable(in(app), BY);
            case ACTOR_DISABLED -> database.clientChanges().disable(in(first), BY);
            case ACTOR_DELETED -> database.clientChanges().delete(in(first), BY);
            case SOURCE_REMOVED -> database.requests().resources().remove(uri(first.clientId()), BY);
            case SOURCE_SERVED_BY_ANOTHER -> serve(uri(first.clientId()), "read write", second.clientId());
            case TARGET_REMOVED -> database.requests().resources().remove(uri(second.clientId()), BY);
            case EVERYTHING -> database.clientChanges().revokeAllTokens(BY);
        }
    }

    private String parent() {
        return http.token(
                        app,
                        "grant_type",
                        "password",
                        "username",
                        user.username(),
                        "password",
                        user.password(),
                        "resource",
                        uri(first.clientId()))
                .expect(200)
                .accessToken();
    }

    @ParameterizedTest
    @EnumSource
    void itEndsWhatWasExchangedAndFurtherExchanges(End end) {
        String parent = parent();
        String child = exchange(first, parent).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        assertThat(isActive(first, child)).isTrue();
        assertThat(isActive(second, grandchild)).isTrue();
        make(end, parent);
        // Not after the servers have read their lists again: these two ask the database.
        assertThat(isActive(second, grandchild)).isFalse();
        if (end != End.ACTOR_DISABLED && end != End.ACTOR_DELETED) {
            assertThat(isActive(first, child)).isFalse();
            assertThat(exchange(first, parent).expect(400).error()).isIn("invalid_request", "invalid_target");
        }
        assertThat(exchange(second, child).expect(400).error()).isEqualTo("invalid_request");
        server.reload();
        assertThat(exchange(first, parent).status()).isIn(400, 401);
        if (end != End.USER_MARKED_DISABLED) {
            Waiting.until(
                    "both are in the lists",
                    LIMIT,
                    () -> PublishedList.isRevoked(http, child) && PublishedList.isRevoked(http, grandchild));
        }
    }

    @Test
    void anActorRevokesItsOwnFamilyAndThoseBelow() {
        String parent = parent();
        String child = exchange(first, parent).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        http.revoke(second, child).expect(200);
        http.revoke(app, child).expect(200);
        assertThat(isActive(first, child)).isTrue();
        http.revoke(first, child).expect(200);
        assertThat(isActive(first, child)).isFalse();
        assertThat(isActive(second, grandchild)).isFalse();
        assertThat(isActive(app, parent)).isTrue();
        String again = exchange(first, parent).expect(200).accessToken();
        assertThat(isActive(first, again)).isTrue();
        assertThat(isActive(first, child)).isFalse();
        assertThat(Http.claims(again).get("sid"))
                .isNotEqualTo(Http.claims(child).get("sid"));
        Waiting.until(
                "both are in the lists",
                LIMIT,
                () -> PublishedList.isRevoked(http, child) && PublishedList.isRevoked(http, grandchild));
        assertThat(PublishedList.isRevoked(http, parent)).isFalse();
        assertThat(PublishedList.isRevoked(http, again)).isFalse();
    }

    @Test
    void aFamilyBelowThatIsRevokedEndsAlone() {
        String parent = parent();
        String child = exchange(first, parent).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        http.revoke(second, grandchild).expect(200);
        assertThat(isActive(second, grandchild)).isFalse();
        assertThat(isActive(first, child)).isTrue();
        assertThat(isActive(app, parent)).isTrue();
    }

    private String own() {
        return http.token(app, "grant_type", "client_credentials", "resource", uri(first.clientId()))
                .expect(200)
                .accessToken();
    }

    @Test
    void oneTokenOfAClientItselfEndsWhatWasExchangedForIt() {
        String revoked = own();
        String other = own();
        String child = exchange(first, revoked).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        String stays = exchange(first, other).expect(200).accessToken();
        http.revoke(app, revoked).expect(200);
        assertThat(isActive(first, child)).isFalse();
        assertThat(isActive(second, grandchild)).isFalse();
        assertThat(isActive(first, stays)).isTrue();
        exchange(first, revoked).expectError(400, "invalid_request");
        Waiting.until(
                "both are in the lists",
                LIMIT,
                () -> PublishedList.isRevoked(http, child) && PublishedList.isRevoked(http, grandchild));
        assertThat(PublishedList.isRevoked(http, stays)).isFalse();
    }

    @Test
    void allTokensOfAClientItselfEndWhatWasExchangedForThem() {
        String own = own();
        String child = exchange(first, own).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        server.database().clientChanges().revokeTokens(in(app), BY);
        assertThat(isActive(first, child)).isFalse();
        assertThat(isActive(second, grandchild)).isFalse();
        exchange(first, own).expectError(400, "invalid_request");
        Waiting.until("it is in the list", LIMIT, () -> PublishedList.isRevoked(http, grandchild));
    }

    /** As of a server that had not heard yet that all were revoked. */
    @Test
    void aTokenThatNamesAPlaceOfBeforeIsNotExchanged() {
        String late = own();
        server.update(
                "UPDATE clients SET tokens_not_before = now() - interval '1 hour' WHERE id = :id", "id", app.id());
        exchange(first, late).expectError(400, "invalid_request");
        server.reload();
        exchange(first, own()).expect(200);
    }

    @Test
    void theThirdApiServesItsResource() {
        String child = exchange(first, parent()).expect(200).accessToken();
        String grandchild = exchange(second, child).expect(200).accessToken();
        // It may exchange tokens for nothing, and gets this said.
        exchange(third, grandchild).expectError(400, "invalid_target");
    }
}
