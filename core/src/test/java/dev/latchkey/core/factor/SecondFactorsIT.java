package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.session.SessionReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Codes of an app and recovery codes: each is good once. */
class SecondFactorsIT extends AppOwner {

    private static final int RACERS = 20;
    private static final List<SingleConnection> SERVERS = new ArrayList<>();

    @BeforeAll
    static void connect() {
        for (int i = 0; i < RACERS; i++) {
            SERVERS.add(new SingleConnection(settings));
        }
    }

    @AfterAll
    static void disconnect() {
        SERVERS.forEach(SingleConnection::close);
    }

    @Test
    void eachStepIsGoodOnceAndNoneBeforeIt() throws Exception {
        enrol();
        assertThat(use(code(0))).isTrue();
        assertThat(use(code(0))).isFalse();
        assertThat(use(code(-1))).isFalse();
        assertThat(use(code(2))).isFalse();
        assertThat(use(code(1))).isTrue();
        assertThat(use(code(0))).isFalse();
    }

    @Test
    void theCodeThatAddedTheAppIsUsedUp() throws Exception {
        enrol();
        assertThat(use(code(-1))).isFalse();
    }

    @Test
    void theCodeOfAnotherUserIsNone() throws Exception {
        enrol();
        String code = code(0);
        User other = accounts.user(newName("other"));
        assertThat(database.factors()
                        .changes()
                        .add(
                                new Owner(other.id(), other.username(), 0),
                                new NewApp(
                                        Totp.newSecret(), 0, database.dataKeys().current(masterKey))))
                .isPresent();
        assertThat(database.secondFactors().useCode(other.id(), code, now, AppOwner::key))
                .isFalse();
        assertThat(use(code)).isTrue();
    }

    @Test
    void oneOfManyWhoUseACodeAtOnceWins() throws Exception {
        enrol();
        String code = code(0);
        assertThat(race(server -> server.secondFactors().useCode(user.id(), code, now, AppOwner::key)))
                .isEqualTo(1);
    }

    @Test
    void oneOfManyWhoUseARecoveryCodeAtOnceWins() throws Exception {
        List<String> codes = enrol();
        assertThat(race(server ->
                        server.secondFactors().useRecoveryCode(user.id(), user.username(), codes.getFirst(), BY)))
                .isEqualTo(1);
        assertThat(recover(codes.getFirst())).isFalse();
        assertThat(recover(codes.getLast())).isTrue();
        assertThat(database.secondFactors().find(user.id()).orElseThrow().codesLeft())
                .isEqualTo(8);
    }

    private static int race(Predicate<Database> attempt) throws Exception {
        CyclicBarrier together = new CyclicBarrier(RACERS);
        List<Callable<Boolean>> calls = SERVERS.stream()
                .<Callable<Boolean>>map(server -> () -> {
                    Database own = server.database();
                    together.await(10, TimeUnit.SECONDS);
                    return attempt.test(own);
                })
                .toList();
        int winners = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
            for (Future<Boolean> result : threads.invokeAll(calls)) {
                winners += result.get() ? 1 : 0;
            }
        }
        return winners;
    }

    @Test
    void aRecoveryCodeOfAnotherUserOrOfBeforeIsNone() {
        List<String> before = enrol();
        SessionReference session = accounts.session(user);
        FactorChanges.Changed after =
                database.factors().changes().replaceCodes(live(session)).orElseThrow();
        assertThat(recover(before.getFirst())).isFalse();
        User other = accounts.user(newName("other"));
        assertThat(database.secondFactors()
                        .useRecoveryCode(other.id(), "other", after.codes().getFirst(), BY))
                .isFalse();
        assertThat(recover(after.codes().getFirst())).isTrue();
    }

    @Test
    void aUsedRecoveryCodeStaysUsedAndMovesNothing() {
        List<String> codes = enrol();
        int version = accounts.version(user);
        assertThat(recover(codes.getFirst())).isTrue();
        assertThat(accounts.version(user)).isEqualTo(version);
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> change("UPDATE recovery_codes SET used_at = NULL WHERE user_id = :id"));
    }

    @Test
    void theReadBeforeASignInTellsThatThereIsAFactor() {
        Username name = new Username(user.username());
        assertThat(database.users().findCredentials(name).orElseThrow().secondFactor())
                .isFalse();
        enrol();
        assertThat(database.users().findCredentials(name).orElseThrow().secondFactor())
                .isTrue();
    }
}
