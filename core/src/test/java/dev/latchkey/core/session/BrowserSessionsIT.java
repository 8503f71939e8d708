package dev.latchkey.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.account.PasswordChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserSessionsIT extends SignedInBrowser {

    @Test
    void aLiveSessionTellsWhatAnAuthorizationNeeds() {
        Client client = accounts.browserClient(newName("client"));
        database.consents().approve(session, client.id(), Scopes.parse("read openid"), BY);
        LiveSession live = database.sessions().visit(session, client.id()).orElseThrow();
        assertThat(live.reference()).isEqualTo(session);
        assertThat(live.userId()).isEqualTo(user.id());
        assertThat(live.username()).isEqualTo(user.username());
        assertThat(live.credentialVersion()).isZero();
        assertThat(Amr.names(live.amr())).containsExactly("pwd");
        assertThat(live.scope()).isEqualTo("read write");
        assertThat(live.consented()).isEqualTo(Map.of("", "openid read"));
        assertThat(live.remembered()).isFalse();
        assertThat(Duration.between(live.authTime(), live.now())).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(Duration.between(live.authTime(), live.expiresAt())).isEqualTo(Duration.ofHours(12));
        assertThat(database.sessions().visit(session, null).orElseThrow().consented())
                .isEmpty();
        assertThat(session.id().version()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generation = 1",
                "credential_version = 1",
                "expires_at = now()",
                "ended_at = now(), ended_reason = 'test', expires_at = now()"
            })
    void aSessionIsOverWhenOneThingIsNotAsItWas(String change) {
        assertThat(isLive(session)).isTrue();
        set(change);
        assertThat(isLive(session)).isFalse();
    }

    @Test
    void aSessionIsOverWhenItsUserIsDisabledOrHasAnotherPassword() {
        // Also when another program, such as psql, changes the account.
        sql.sql("UPDATE users SET disabled_at = now() WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(isLive(session)).isFalse();
        sql.sql("UPDATE users SET disabled_at = NULL WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(isLive(session)).as("enabled again").isFalse();
        session = accounts.session(user);
        assertThat(isLive(session)).isTrue();
        sql.sql("UPDATE users SET password_hash = 'other' WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(isLive(session)).isFalse();
        // No hash of before brings it back.
        sql.sql("UPDATE users SET password_hash = :hash WHERE id = :id")
                .param("hash", Accounts.HASH)
                .param("id", user.id())
                .update();
        assertThat(isLive(session)).isFalse();
    }

    @Test
    void whatIsNoCredentialLeavesSessionsAlone() {
        sql.sql(
                        "UPDATE users SET email = 'other@example.com', scopes = '{}', password_hash = password_hash WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(isLive(session)).isTrue();
    }

    @Test
    void nothingBeginsWithOtherCredentialsOrForADisabledUser() {
        NewSession before = accounts.newSession(user);
        database.userChanges().setPassword(user, "{argon2}new", BY);
        assertThat(database.sessions().begin(before)).isEmpty();
        NewSession now = accounts.newSession(user);
        assertThat(database.sessions().begin(now)).isPresent();
        // The version alone would tell too; here it is what it was.
        database.userChanges().disable(user, BY);
        assertThat(database.sessions().begin(accounts.newSession(user))).isEmpty();
        assertThat(database.sessions().begin(new NewSession(UUID.randomUUID(), now.proof(), null, null)))
                .isEmpty();
    }

    @Test
    void aConfirmationRaisesTheGenerationAndTheOldCookieIsDead() {
        set("auth_time = now() - interval '1 hour'");
        var proof = new NewSession.Proof(0, Amr.PASSWORD, true, Duration.ofDays(30));
        SessionReference next = database.sessionChanges()
                .confirm(session, user.id(), user.username(), proof, BY)
                .orElseThrow();
        assertThat(next).isEqualTo(new SessionReference(session.id(), 1));
        assertThat(isLive(session)).isFalse();
        LiveSession live = database.sessions().visit(next, null).orElseThrow();
        assertThat(live.remembered()).isTrue();
        assertThat(Duration.between(live.authTime(), live.expiresAt())).isEqualTo(Duration.ofDays(30));
        assertThat(Duration.between(live.authTime(), live.now())).isLessThan(Duration.ofMinutes(1));
        // Of a form that is sent twice.
        assertThat(database.sessionChanges().confirm(session, user.id(), user.username(), proof, BY))
                .contains(next);
        set("auth_time = now() - interval '1 minute'");
        assertThat(database.sessionChanges().confirm(session, user.id(), user.username(), proof, BY))
                .as("the cookie of before confirms nothing")
                .isEmpty();
    }

    /** A copy of the cookie may be in other hands, and the owner has not proved anything in that browser. */
    @Test
    void aPasswordThatIsChangedThroughAnApplicationEndsTheCookieAndNotTheFamily() {
        SessionReference other = accounts.session(user);
        Client client = accounts.browserClient(newName("client"));
        AuthorizationCode code = accounts.code(session, client, "read");
        database.authorizationCodes().redeem(code, Accounts.redemption(client));
        assertThat(database.userChanges()
                        .changePassword(
                                user.id(), user.username(), Accounts.VERSION, "{argon2}own", code.familyId(), BY))
                .isEqualTo(PasswordChange.CHANGED);
        assertThat(isLive(session)).isFalse();
        assertThat(isLive(new SessionReference(session.id(), 1))).isTrue();
        assertThat(isLive(other)).isFalse();
        assertThat(isLive(new SessionReference(other.id(), 1))).isFalse();
        assertThat(database.families().findLive(code.familyId())).isPresent();
    }

    @Test
    void aSignInAtATimeThatIsNotYetIsNotRecent() {
        assertThat(database.sessions().visit(session, null).orElseThrow().isSignedInWithin(Duration.ofMinutes(5)))
                .isTrue();
        for (String time : List.of("- interval '6 minutes'", "+ interval '3 days'")) {
            set("auth_time = now() " + time);
            assertThat(database.sessions().visit(session, null).orElseThrow().isSignedInWithin(Duration.ofMinutes(5)))
                    .as(time)
                    .isFalse();
        }
    }

    @Test
    void aConfirmationByAnotherUserOrWithOtherCredentialsIsNone() {
        User other = accounts.user(newName("other"));
        var proof = new NewSession.Proof(0, Amr.PASSWORD, false, Duration.ofHours(12));
        assertThat(database.sessions().confirm(session, other.id(), proof)).isEmpty();
        assertThat(database.sessions()
                        .confirm(
                                session, user.id(), new NewSession.Proof(1, Amr.PASSWORD, false, Duration.ofHours(12))))
                .isEmpty();
        // The new password is right, and the session is from before it.
        database.userChanges().setPassword(user, "{argon2}new", BY);
        assertThat(database.sessions()
                        .confirm(session, user.id(), accounts.newSession(user).proof()))
                .isEmpty();
        session = accounts.session(user);
        set("ended_at = now(), ended_reason = 'test', expires_at = now()");
        assertThat(database.sessions()
                        .confirm(session, user.id(), accounts.newSession(user).proof()))
                .isEmpty();
        assertThat(read("generation", Integer.class)).isZero();
    }

    @Test
    void aSignInEndsTheSessionThatTheBrowserHadAndHasANewId() {
        User bob = accounts.user(newName("bob"));
        SessionReference next = database.sessionChanges()
                .begin(accounts.newSession(bob), bob.username(), session.id(), BY)
                .orElseThrow();
        assertThat(next.id()).isNotEqualTo(session.id());
        assertThat(isLive(session)).isFalse();
        assertThat(isLive(next)).isTrue();
        assertThat(read("ended_reason", String.class)).isEqualTo("replaced");
    }

    @Test
    void thatASessionWasSeenIsWrittenEveryFiveMinutesAtMost() {
        Instant before = read("seen_at", java.sql.Timestamp.class).toInstant();
        assertThat(isLive(session)).isTrue();
        assertThat(read("seen_at", java.sql.Timestamp.class).toInstant()).isEqualTo(before);
        set("seen_at = now() - interval '5 minutes 1 second'");
        assertThat(isLive(session)).isTrue();
        assertThat(read("seen_at > now() - interval '1 minute'", Boolean.class)).isTrue();
        // A session that is over is not seen.
        set("seen_at = now() - interval '1 hour', generation = 7");
        assertThat(isLive(session)).isFalse();
        assertThat(read("seen_at > now() - interval '1 minute'", Boolean.class)).isFalse();
    }

    @Test
    void aRehashKeepsAllSessionsOfTheUserAndAWrongVersionNone() {
        SessionReference second = accounts.session(user);
        assertThat(database.sessionChanges().rehash(user.id(), 1, "{argon2}better"))
                .isEmpty();
        assertThat(database.sessionChanges().rehash(user.id(), 0, "{argon2}better"))
                .contains(1);
        assertThat(isLive(session)).isTrue();
        assertThat(isLive(second)).isTrue();
        assertThat(accounts.version(user)).isEqualTo(1);
        // One that was over already stays so.
        database.userChanges().setPassword(user, "{argon2}new", BY);
        assertThat(database.sessionChanges().rehash(user.id(), 2, "{argon2}newer"))
                .contains(3);
        assertThat(isLive(session)).isFalse();
    }

    @Test
    void seeingASessionIsAHeapOnlyUpdate() {
        assertThat(sql.sql("""
                        SELECT array_to_string(reloptions, ',') FROM pg_class WHERE oid = 'browser_sessions'::regclass
                        """).query(String.class).single()).isEqualTo("fillfactor=85");
        assertThat(sql.sql("""
                        SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                         WHERE i.indrelid = 'browser_sessions'::regclass AND a.attname = 'seen_at'
                        """).query(Integer.class).single()).isZero();
    }
}
