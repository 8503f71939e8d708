package dev.latchkey.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.IdPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What administrators see of browser sessions, how they end them, and when the rows go. */
class SessionListingsIT extends SignedInBrowser {

    @Test
    void sessionsEndByUserByClientAndAllTogether() {
        Client client = accounts.browserClient(newName("client"));
        SessionReference second = accounts.session(user);
        database.authorizationCodes().redeem(accounts.code(second, client, "read"), Accounts.redemption(client));
        assertThat(database.sessionChanges().endAllOfClient(client.id(), BY).sessions())
                .isEqualTo(1);
        assertThat(isLive(second)).isFalse();
        assertThat(isLive(session)).isTrue();
        SessionReference others = accounts.session(accounts.user(newName("other")));
        assertThat(database.sessionChanges().endAllOfUser(user.id(), BY).sessions())
                .isEqualTo(1);
        assertThat(isLive(session)).isFalse();
        assertThat(isLive(others)).isTrue();
        assertThat(database.sessionChanges().endAll(BY).sessions()).isPositive();
        assertThat(isLive(others)).isFalse();
        assertThat(database.sessionChanges().end(others.id(), "again", BY).sessions())
                .isZero();
    }

    @Test
    void aListingSaysWhatHasBecomeOfEachSession() {
        Client client = accounts.browserClient(newName("client"));
        SessionReference ended = accounts.session(user);
        SessionReference expired = accounts.session(user);
        database.authorizationCodes().redeem(accounts.code(session, client, "read"), Accounts.redemption(client));
        database.sessionChanges().end(ended.id(), "user", BY);
        sql.sql("UPDATE browser_sessions SET expires_at = now() WHERE id = :id")
                .param("id", expired.id())
                .update();
        assertThat(list(new SessionFilter(user.id(), null, false, 0)))
                .extracting(SessionListing::id, SessionListing::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(expired.id(), SessionListing.State.EXPIRED),
                        org.assertj.core.groups.Tuple.tuple(ended.id(), SessionListing.State.ENDED),
                        org.assertj.core.groups.Tuple.tuple(session.id(), SessionListing.State.LIVE));
        assertThat(list(new SessionFilter(user.id(), null, true, 0)))
                .extracting(SessionListing::id)
                .containsExactly(session.id());
        assertThat(list(new SessionFilter(null, client.id(), false, 0)))
                .extracting(SessionListing::id)
                .containsExactly(session.id());
        assertThat(list(new SessionFilter(user.id(), null, false, 1))).hasSize(1);
        database.userChanges().setPassword(user, "{argon2}new", BY);
        SessionListing found = database.sessionListings()
                .findByIdPrefix(IdPrefix.parse(session.id().toString()).orElseThrow(), 2)
                .getFirst();
        assertThat(found.state()).isEqualTo(SessionListing.State.CREDENTIALS_CHANGED);
        assertThat(found.username()).isEqualTo(user.username());
        assertThat(found.address()).isEqualTo("192.0.2.8");
    }

    private static List<SessionListing> list(SessionFilter filter) {
        List<SessionListing> listed = new ArrayList<>();
        database.transactions().run(() -> database.sessionListings().forEach(filter, listed::add));
        return listed;
    }

    @Test
    void sessionsAreForgottenADayAfterTheirEndAndNotBefore() {
        SessionReference young = accounts.session(user);
        set("expires_at = now() - interval '25 hours'");
        sql.sql("UPDATE browser_sessions SET expires_at = now() - interval '23 hours' WHERE id = :id")
                .param("id", young.id())
                .update();
        assertThat(database.sessions().countOver()).isEqualTo(1);
        assertThat(database.sessions().purge(1000)).isEqualTo(1);
        assertThat(sql.sql("SELECT id FROM browser_sessions WHERE user_id = :user")
                        .param("user", user.id())
                        .query(UUID.class)
                        .list())
                .containsExactly(young.id());
    }

    @Test
    void aKeyIsNeededWhileACookieOfALiveSessionWasMadeWithIt() {
        sql.sql("DELETE FROM browser_sessions WHERE id <> :id")
                .param("id", session.id())
                .update();
        Instant made = read("auth_time", java.sql.Timestamp.class).toInstant();
        assertThat(database.sessions().isAnyLiveSince(made)).isTrue();
        assertThat(database.sessions().isAnyLiveSince(made.minusSeconds(1))).isFalse();
        database.sessionChanges().end(session.id(), "test", BY);
        assertThat(database.sessions().isAnyLiveSince(made)).isFalse();
    }
}
