package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Adding and removing an app, and what that does to sessions and to the version of the credentials. */
class FactorChangesIT extends AppOwner {

    @Test
    void everyChangeEndsOtherSessionsAndKeepsItsOwn() {
        SessionReference own = accounts.session(user);
        SessionReference other = accounts.session(user);
        own = kept(own, database.factors().changes().add(live(own), app()).orElseThrow());
        assertThat(isLive(other)).isFalse();
        other = accounts.session(user);
        own = kept(own, database.factors().changes().replaceCodes(live(own)).orElseThrow());
        assertThat(isLive(other)).isFalse();
        other = accounts.session(user);
        kept(own, database.factors().changes().remove(live(own)).orElseThrow());
        assertThat(isLive(other)).isFalse();
        assertThat(database.secondFactors().find(user.id())).isEmpty();
        assertThat(sql.sql("SELECT action FROM audit_log WHERE target_id = :id AND action LIKE 'factor.%' ORDER BY id")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly("factor.add", "factor.codes", "factor.remove");
    }

    /** It goes on with a new cookie, and the time of the sign-in stays. */
    private static SessionReference kept(SessionReference before, FactorChanges.Changed changed) {
        assertThat(isLive(before)).isFalse();
        assertThat(isLive(changed.session())).isTrue();
        assertThat(changed.session().id()).isEqualTo(before.id());
        return changed.session();
    }

    @Test
    void aChangeNeedsALiveSessionWithARecentSignIn() {
        SessionReference session = accounts.session(user);
        sql.sql("UPDATE browser_sessions SET auth_time = now() - interval '301 seconds' WHERE id = :id")
                .param("id", session.id())
                .update();
        LiveSession live = live(session);
        assertThat(database.factors().changes().add(live, app())).isEmpty();
        SessionReference ended = accounts.session(user);
        live = live(ended);
        database.sessionChanges().end(ended.id(), "test", BY);
        assertThat(database.factors().changes().add(live, app())).isEmpty();
        SessionReference outdated = accounts.session(user);
        live = live(outdated);
        database.userChanges().disable(user, BY);
        database.userChanges().enable(user, BY);
        assertThat(database.factors().changes().add(live, app())).isEmpty();
        assertThat(database.secondFactors().find(user.id())).isEmpty();
    }

    @Test
    void anAccountHasOneApp() {
        enrol();
        assertThat(database.factors()
                        .changes()
                        .add(new Owner(user.id(), user.username(), accounts.version(user)), app()))
                .isEmpty();
    }

    /** As with psql, and by servers of an older version, which delete users. */
    @Test
    void triggersMoveTheVersionAndKeepTheRowsAsTheyAre() {
        enrol();
        int version = accounts.version(user);
        change("DELETE FROM recovery_codes WHERE user_id = :id");
        assertThat(accounts.version(user)).isEqualTo(version + 1);
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> change("UPDATE totp SET last_step = last_step - 1 WHERE user_id = :id"));
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> change("UPDATE totp SET sealed_secret = '\\x01' WHERE user_id = :id"));
        change("DELETE FROM totp WHERE user_id = :id");
        assertThat(accounts.version(user)).isEqualTo(version + 2);
        enrol();
        database.userChanges().delete(user, BY);
        assertThat(database.secondFactors().find(user.id())).isEmpty();
        assertThat(change("DELETE FROM recovery_codes WHERE user_id = :id")).isZero();
    }
}
