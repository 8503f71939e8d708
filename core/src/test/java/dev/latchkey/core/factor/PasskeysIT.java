package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Passkeys in the database. */
class PasskeysIT extends FreshDatabase {

    private static final int RACERS = 16;

    private final Instant now = Instant.now();

    private User user;

    @BeforeEach
    void addUser() {
        user = accounts.user(newName("user"));
    }

    private StoredPasskey add(long counter) {
        byte[] id = Secrets.bytes(32);
        NewPasskey passkey =
                new NewPasskey(id, new byte[] {1}, counter, List.of("usb"), new UUID(0, 0), true, false, "Key");
        assertThat(database.factors().passkeyChanges().add(live(), passkey)).isPresent();
        return database.factors().passkeys().find(id).orElseThrow();
    }

    /** The user has just signed in. */
    private LiveSession live() {
        return database.sessions().visit(accounts.session(user), null).orElseThrow();
    }

    private boolean use(StoredPasskey passkey, UUID challenge, long counter) {
        return database.factors().passkeys().use(new Passkeys.Use(passkey, challenge, counter, false), now);
    }

    @Test
    void aChallengeIsGoodOnceAndTheCounterGoesOn() {
        StoredPasskey synced = add(0);
        UUID challenge = Ids.at(now);
        assertThat(use(synced, challenge, 0)).isTrue();
        assertThat(use(synced, challenge, 0)).isFalse();
        assertThat(use(synced, Ids.at(now), 0)).isTrue();
        assertThat(use(synced, Ids.at(now), 1)).isTrue();
        assertThat(use(synced, Ids.at(now), 0)).isFalse();
        assertThat(use(synced, Ids.at(now), 1)).isFalse();
        assertThat(use(synced, Ids.at(now), 2)).isTrue();
        // Forgotten when it has expired: the challenge itself is refused by then.
        Instant later = now.plus(Passkeys.CHALLENGE_LIFETIME).plusSeconds(61);
        assertThat(database.factors().passkeys().use(new Passkeys.Use(synced, Ids.at(later), 3, true), later))
                .isTrue();
        assertThat(sql.sql("SELECT cardinality(used_challenges) FROM passkeys WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void inAShortTimeAPasskeyIsUsedSoOftenAndNoMore() {
        StoredPasskey passkey = add(0);
        for (int i = 0; i < 100; i++) {
            assertThat(use(passkey, Ids.at(now), 0)).isTrue();
        }
        assertThat(use(passkey, Ids.at(now), 0)).isFalse();
    }

    @Test
    void ofManyAtOnceOnTwoServersOneWins() throws Exception {
        StoredPasskey passkey = add(7);
        UUID challenge = Ids.at(now);
        Database other = new Database(DataSources.direct(settings));
        CyclicBarrier together = new CyclicBarrier(RACERS);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            Passkeys server = (i % 2 == 0 ? database : other).factors().passkeys();
            // Each is another signature of a device that counts, and the challenge the same.
            long counter = 8L + i;
            calls.add(() -> {
                together.await(10, TimeUnit.SECONDS);
                return server.use(new Passkeys.Use(passkey, challenge, counter, false), now);
            });
        }
        List<Boolean> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            for (Future<Boolean> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
        }
        assertThat(results).containsOnlyOnce(true);
    }

    @Test
    void changesMoveTheVersionOfTheCredentialsAndASignInDoesNot() {
        int before = accounts.version(user);
        StoredPasskey passkey = add(0);
        assertThat(accounts.version(user)).isGreaterThan(before);
        int added = accounts.version(user);
        assertThat(use(passkey, Ids.at(now), 0)).isTrue();
        assertThat(accounts.version(user)).isEqualTo(added);
        assertThat(database.factors()
                        .passkeyChanges()
                        .remove(user.id(), passkey.credentialId(), Attribution.of("test")))
                .contains(true);
        assertThat(accounts.version(user)).isGreaterThan(added);
        assertThat(use(passkey, Ids.at(now), 0)).isFalse();
    }

    @Test
    void theDatabaseKeepsKeyUserAndCounter() {
        add(7);
        for (String change : List.of(
                "public_key = '\\x02'", "user_id = gen_random_uuid()", "credential_id = '\\x02'", "counter = 6")) {
            assertThatExceptionOfType(DataAccessException.class)
                    .as(change)
                    .isThrownBy(() -> sql.sql("UPDATE passkeys SET " + change + " WHERE user_id = :id")
                            .param("id", user.id())
                            .update());
        }
    }

    @Test
    void aUserHasSoManyAndNoMore() {
        for (int i = 0; i < Passkeys.MOST; i++) {
            add(0);
        }
        NewPasskey more = new NewPasskey(
                Secrets.bytes(8), new byte[] {1}, 0, List.of(), new UUID(0, 0), false, false, "One more");
        assertThat(database.factors().passkeyChanges().add(live(), more)).isEmpty();
        assertThat(database.factors().changes().reset(user.id(), Attribution.of("test")))
                .contains(true);
        assertThat(database.factors().passkeys().list(user.id())).isEmpty();
        assertThat(database.secondFactors().countCodes(user.id())).isZero();
    }

    @Test
    void aResetEndsTheTokensThatEndWithTheSession() {
        Client client = accounts.browserClient(newName("client"));
        database.factors()
                .passkeyChanges()
                .add(
                        live(),
                        new NewPasskey(
                                Secrets.bytes(32), new byte[] {1}, 0, List.of(), new UUID(0, 0), false, false, "Key"));
        SessionReference session = accounts.session(user);
        UUID online = redeem(session, client, "read");
        UUID offline = redeem(session, client, "read offline_access");
        assertThat(database.factors().changes().reset(user.id(), Attribution.of("test")))
                .contains(true);
        assertThat(isRevoked(online)).isTrue();
        assertThat(isRevoked(offline)).isFalse();
    }

    private static UUID redeem(SessionReference session, Client client, String scope) {
        AuthorizationCode code = accounts.code(session, client, scope);
        database.authorizationCodes().redeem(code, Accounts.redemption(client));
        return code.familyId();
    }

    private static boolean isRevoked(UUID family) {
        return sql.sql("SELECT revoked_at IS NOT NULL FROM tokens WHERE id = :id")
                .param("id", family)
                .query(Boolean.class)
                .single();
    }
}
