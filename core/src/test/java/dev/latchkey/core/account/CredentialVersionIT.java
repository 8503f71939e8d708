package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves the version of an account's credentials, and what a sign-in with an older version can still do: nothing. */
class CredentialVersionIT extends FreshDatabase {

    private static final String REPLACED = "password_hash = '{argon2}other'";

    private static Client client;

    private User user;

    @BeforeAll
    static void addClient() {
        client = accounts.client("app");
    }

    @BeforeEach
    void addUser() {
        user = accounts.user(newName("user"));
    }

    /** The first is what servers of version 15 and before do; the others could come from psql. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                REPLACED
                        + ", password_changed_at = now() WHERE password_hash = '{argon2}x' AND disabled_at IS NULL AND",
                REPLACED + " WHERE",
                "password_hash = NULL WHERE",
                "disabled_at = now(), updated_at = now() WHERE disabled_at IS NULL AND",
                "password_hash = '{argon2}other', disabled_at = now() WHERE",
                REPLACED + ", credential_version = 0 WHERE",
            })
    void aChangeOfThePasswordOrOfWhetherTheAccountIsDisabledMovesTheVersion(String change) {
        change(change);
        assertThat(version()).isEqualTo(Accounts.VERSION + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email = 'other@example.com' WHERE",
                "scopes = '{read}' WHERE",
                "password_hash = password_hash, disabled_at = NULL, updated_at = now() WHERE",
            })
    void noOtherChangeMovesTheVersion(String change) {
        change(change);
        assertThat(version()).isEqualTo(Accounts.VERSION);
    }

    @Test
    void disablingAndEnablingMoveTheVersion() {
        database.userChanges().disable(user, BY);
        assertThat(version()).isEqualTo(1);
        database.userChanges().disable(user, BY);
        assertThat(version()).isEqualTo(1);
        database.userChanges().enable(user, BY);
        assertThat(version()).isEqualTo(2);
    }

    /** Enabled again, and with the hash that was verified: only the version tells that the account was disabled. */
    @Test
    void aSignInThatBeganBeforeADisableDoesNothingAfterAnEnable() {
        Family signedIn = accounts.signIn(user, client);
        change("disabled_at = now() WHERE");
        change("disabled_at = NULL WHERE");
        assertThat(begin(Accounts.VERSION)).isFalse();
        assertThat(database.sessionChanges().rehash(user.id(), Accounts.VERSION, "{argon2}better"))
                .isEmpty();
        assertThat(changePassword(Accounts.VERSION, "{argon2}own", signedIn)).isEqualTo(PasswordChange.OTHER_PASSWORD);
        assertThat(begin(version())).isTrue();
    }

    @Test
    void nothingIsDoneForADisabledUserEvenWithTheVersionOfNow() {
        change("disabled_at = now() WHERE");
        assertThat(begin(version())).isFalse();
        assertThat(database.sessionChanges().rehash(user.id(), version(), "{argon2}better"))
                .isEmpty();
        assertThat(database.users().replacePasswordHash(user.id(), version(), "{argon2}own"))
                .isFalse();
    }

    @Test
    void aBetterHashIsStoredOnceAndTheSignInGoesOnWithItsVersion() {
        int next = database.sessionChanges()
                .rehash(user.id(), Accounts.VERSION, "{argon2}better")
                .orElseThrow();
        assertThat(next).isEqualTo(version()).isNotEqualTo(Accounts.VERSION);
        assertThat(database.sessionChanges().rehash(user.id(), Accounts.VERSION, "{argon2}best"))
                .isEmpty();
        assertThat(begin(Accounts.VERSION)).isFalse();
        assertThat(begin(next)).isTrue();
    }

    @Test
    void ofTwoPasswordChangesAtOnceOneIsDone() throws Exception {
        Family signedIn = accounts.signIn(user, client);
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<PasswordChange> change = () -> {
            together.await(10, TimeUnit.SECONDS);
            return changePassword(
                    Accounts.VERSION, "{argon2}own" + Thread.currentThread().threadId(), signedIn);
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<PasswordChange>> both = threads.invokeAll(List.of(change, change));
            assertThat(List.of(both.get(0).get(), both.get(1).get()))
                    .containsExactlyInAnyOrder(PasswordChange.CHANGED, PasswordChange.OTHER_PASSWORD);
        }
    }

    private PasswordChange changePassword(int version, String hash, Family signedIn) {
        return database.userChanges()
                .changePassword(user.id(), user.username(), version, hash, signedIn.id(), Attribution.of("user"));
    }

    private boolean begin(int version) {
        return database.families()
                .begin(new NewFamily(
                        user.id(),
                        version,
                        client.id(),
                        "password",
                        Scopes.parse("read"),
                        Duration.ofDays(30),
                        Duration.ofDays(14),
                        null,
                        null))
                .isPresent();
    }

    private int version() {
        return database.users()
                .findCredentials(new Username(user.username()))
                .orElseThrow()
                .version();
    }

    /** Changes the row of the user with {@code change}, which ends in WHERE or AND. */
    private void change(String change) {
        assertThat(sql.sql("UPDATE users SET " + change + " id = :id")
                        .param("id", user.id())
                        .update())
                .isEqualTo(1);
    }
}
