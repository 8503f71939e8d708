package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.Meanwhile;
import dev.latchkey.core.account.EndChanges.Moved;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.DeviceFamilies;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an account ends, and what ends with it. EndingsIT has what an account that has ended cannot do. */
class EndChangesIT extends FreshDatabase {

    private User user;
    private Client client;

    @BeforeEach
    void add() {
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
    }

    private static Instant in(Duration time) {
        return database.now().plus(time).truncatedTo(ChronoUnit.MICROS);
    }

    private Moved move(@Nullable Instant until) {
        return database.access().endChanges().move(user, until, BY).orElseThrow();
    }

    private static Instant at(String column, String table, UUID id) {
        return sql.sql("SELECT " + column + " FROM " + table + " WHERE id = :id")
                .param("id", id)
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private static boolean isRevoked(UUID family) {
        return sql.sql("SELECT revoked_at IS NOT NULL FROM tokens WHERE id = :id")
                .param("id", family)
                .query(Boolean.class)
                .single();
    }

    @Test
    void whatBeginsEndsWithTheAccount() {
        Instant end = in(Duration.ofHours(2));
        move(end);
        SessionReference session = accounts.session(user);
        UUID device = accounts.approvedDevice(client, session);
        Family password = accounts.signIn(user, client);
        Family code = redeemed(session);
        Family fromDevice = new DeviceFamilies(sql)
                .begin(device, client.id(), Duration.ofDays(30), Duration.ofDays(14), null, List.of())
                .orElseThrow();
        for (Family family : List.of(password, code, fromDevice)) {
            assertThat(family.expiresAt()).isEqualTo(end);
            assertThat(at("idle_until", "tokens", family.id())).isEqualTo(end);
        }
        assertThat(at("expires_at", "browser_sessions", session.id())).isEqualTo(end);
        var proof = accounts.newSession(user).proof();
        assertThat(database.sessions().confirm(session, user.id(), proof)).isPresent();
        assertThat(at("expires_at", "browser_sessions", session.id())).isEqualTo(end);
    }

    private Family redeemed(SessionReference session) {
        var outcome = database.authorizationCodes()
                .redeem(accounts.code(session, client, "read"), Accounts.redemption(client));
        return ((CodeOutcome.Redeemed) outcome).family();
    }

    /** The access tokens of the client live for five minutes. */
    @Test
    void anEndAfterTheLastAccessTokenRevokesNothing() {
        SessionReference session = accounts.session(user);
        Family family = redeemed(session);
        Instant end = in(Duration.ofMinutes(6));
        assertThat(move(end)).isEqualTo(new Moved(true, Revocation.NONE));
        assertThat(isRevoked(family.id())).isFalse();
        assertThat(at("expires_at", "tokens", family.id())).isEqualTo(end);
        assertThat(at("idle_until", "tokens", family.id())).isEqualTo(end);
        assertThat(at("expires_at", "browser_sessions", session.id())).isEqualTo(end);
        assertThat(database.sessions().visit(session, null)).isPresent();
    }

    @Test
    void anEndBeforeTheLastAccessTokenRevokesNowAndTheStatusListsTell() {
        SessionReference session = accounts.session(user);
        Family family = redeemed(session);
        Instant end = in(Duration.ofMinutes(4));
        Revocation revocation = move(end).revocation();
        assertThat(revocation.families()).isEqualTo(1);
        assertThat(revocation.accessTokensUntil()).isAfter(end);
        assertThat(isRevoked(family.id())).isTrue();
        assertThat(sql.sql("SELECT count(*) FROM revoked_statuses WHERE status_index = :index")
                        .param("index", family.statusIndex())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        // The user may go on, until then.
        assertThat(database.sessions().visit(session, null)).isPresent();
    }

    /** What was issued before the lifetimes were lowered is good for as long as it says. */
    @Test
    void accessTokensOfALongerLifetimeThanTodaysCountToo() {
        for (String lowered : List.of("access_token_lifetime = '2 minutes'", "refresh_token_grace = '0 seconds'")) {
            client = accounts.browserClient(newName("client"));
            Family family = accounts.signIn(user, client);
            sql.sql("UPDATE tokens SET refreshed_at = now() - interval '4 minutes' WHERE id = :id")
                    .param("id", family.id())
                    .update();
            sql.sql("UPDATE clients SET " + lowered + " WHERE id = :id")
                    .param("id", client.id())
                    .update();
            Instant end = in(Duration.ofMinutes(4));
            Revocation revocation = move(end).revocation();
            assertThat(revocation.families()).as(lowered).isEqualTo(1);
            assertThat(revocation.accessTokensUntil()).isAfter(end);
            assertThat(isRevoked(family.id())).isTrue();
            move(null);
        }
    }

    @Test
    void aLongerLifetimeOfLongAgoDoesNotCount() {
        sql.sql("UPDATE clients SET access_token_lifetime = '2 minutes' WHERE id = :id")
                .param("id", client.id())
                .update();
        sql.sql("UPDATE clients SET longer_tokens_until = now() - interval '1 second' WHERE id = :id")
                .param("id", client.id())
                .update();
        Family family = accounts.signIn(user, client);
        move(in(Duration.ofMinutes(3)));
        assertThat(isRevoked(family.id())).isFalse();
    }

    @Test
    void aFamilyThatEndsEarlierAnywayIsLeftAlone() {
        Family family = accounts.signIn(user, client);
        move(in(Duration.ofDays(400)));
        assertThat(at("expires_at", "tokens", family.id())).isEqualTo(family.expiresAt());
    }

    @Test
    void aLaterEndBringsNothingBack() {
        Family family = accounts.signIn(user, client);
        SessionReference session = accounts.session(user);
        Instant end = in(Duration.ofMinutes(30));
        move(end);
        move(in(Duration.ofDays(100)));
        move(null);
        assertThat(at("expires_at", "tokens", family.id())).isEqualTo(end);
        assertThat(at("expires_at", "browser_sessions", session.id())).isEqualTo(end);
    }

    /** A change with psql is no other. */
    @Test
    void aTriggerDoesItForOthersToo() {
        Family family = accounts.signIn(user, client);
        sql.sql("UPDATE users SET valid_until = now() WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(isRevoked(family.id())).isTrue();
        assertThat(accounts.version(user)).isEqualTo(Accounts.VERSION + 1);
    }

    @Test
    void theVersionOfTheCredentialsMovesWhenTheAccountExpiresAndWhenItIsExtended() {
        move(in(Duration.ofDays(1)));
        move(in(Duration.ofDays(2)));
        assertThat(accounts.version(user)).isZero();
        move(in(Duration.ofDays(-1)));
        assertThat(accounts.version(user)).isEqualTo(1);
        move(in(Duration.ofDays(-2)));
        assertThat(accounts.version(user)).isEqualTo(1);
        move(null);
        assertThat(accounts.version(user)).isEqualTo(2);
    }

    @Test
    void aSignInThatBeginsMeanwhileEndsWithTheAccountToo() throws Exception {
        Instant end = in(Duration.ofHours(1));
        Family family = Meanwhile.act(database, sql, () -> move(end), () -> accounts.signIn(user, client));
        assertThat(family.expiresAt()).isEqualTo(end);
        assertThat(at("expires_at", "tokens", family.id())).isEqualTo(end);
    }

    @Test
    void theCredentialsOfAnExpiredAccountAreThoseOfADisabledOne() {
        move(in(Duration.ofSeconds(-1)));
        assertThat(database.users()
                        .findCredentials(new Username(user.username()))
                        .orElseThrow()
                        .disabled())
                .isTrue();
        User found = database.users().find(user.id()).orElseThrow();
        assertThat(found.expired()).isTrue();
        assertThat(found.isDisabled()).isFalse();
        assertThat(found.status()).isEqualTo(UserFilter.Status.EXPIRED);
    }

    @Test
    void accountsAreListedByWhetherTheyHaveEndedAndWhenTheyEnd() {
        String expired = user.username();
        move(in(Duration.ofSeconds(-1)));
        user = accounts.user(newName("soon"));
        move(in(Duration.ofDays(29)));
        String soon = user.username();
        user = accounts.user(newName("later"));
        move(in(Duration.ofDays(31)));
        assertThat(names(new UserFilter(UserFilter.Status.EXPIRED, null, 0)))
                .contains(expired)
                .doesNotContain(soon);
        assertThat(names(new UserFilter(UserFilter.Status.ACTIVE, null, 0)))
                .contains(soon, user.username())
                .doesNotContain(expired);
        assertThat(names(new UserFilter(null, null, null, Duration.ofDays(30), 0)))
                .contains(soon)
                .doesNotContain(expired, user.username());
        assertThat(database.access()
                        .endChanges()
                        .findEnding(Duration.ofDays(30))
                        .orElseThrow()
                        .accounts())
                .isPositive();
        database.userChanges().disable(user, BY);
        move(in(Duration.ofSeconds(-1)));
        assertThat(names(new UserFilter(UserFilter.Status.EXPIRED, null, 0))).doesNotContain(user.username());
    }

    private static List<String> names(UserFilter filter) {
        List<String> names = new ArrayList<>();
        database.transactions().run(() -> database.users().forEach(filter, found -> names.add(found.username())));
        return names;
    }

    @Test
    void theEventHasTheTimes() {
        Instant end = Instant.parse("2190-01-31T00:00:00Z");
        move(end);
        assertThat(move(end)).isEqualTo(new Moved(false, Revocation.NONE));
        assertThat(sql.sql("SELECT details::text FROM audit_log WHERE action = 'user.valid_until' AND target_id = :id")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly(
                        "{\"changes\": {\"valid_until\": {\"after\": \"2190-01-31T00:00:00Z\", \"before\": null}}}");
    }
}
