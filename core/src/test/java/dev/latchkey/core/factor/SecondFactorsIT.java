package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

class SecondFactorsIT {

    private static final Attribution BY = Attribution.of("test");
    private static final int RACERS = 20;

    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;
    private static MasterKey masterKey;
    private static final List<SingleConnection> SERVERS = new ArrayList<>();
    private static int number;

    private final byte[] secret = Totp.newSecret();
    private final Instant now = Instant.ofEpochSecond(1_234_567_890L);
    private User user;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
        sql = JdbcClient.create(DataSources.direct(settings));
        accounts = new Accounts(database);
        masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
        for (int i = 0; i < RACERS; i++) {
            SERVERS.add(new SingleConnection(settings));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(SingleConnection::close);
    }

    @BeforeEach
    void addUser() {
        user = accounts.user("user" + ++number);
    }

    private static DataKey key(UUID id) {
        return database.dataKeys().open(id, masterKey);
    }

    private NewApp app() {
        return new NewApp(secret, step(0) - 1, database.dataKeys().current(masterKey));
    }

    private long step(int later) {
        return now.getEpochSecond() / 30 + later;
    }

    private String code(int later) throws GeneralSecurityException {
        return new HmacOneTimePasswordGenerator()
                .generateOneTimePasswordString(new SecretKeySpec(secret, "HmacSHA1"), step(later));
    }

    private List<String> enrol() {
        return database.factors()
                .changes()
                .add(new Owner(user.id(), user.username(), accounts.version(user)), app())
                .orElseThrow()
                .texts();
    }

    private boolean use(String code) {
        return database.secondFactors().useCode(user.id(), code, now, SecondFactorsIT::key);
    }

    private boolean recover(String code) {
        return database.secondFactors().useRecoveryCode(user.id(), user.username(), code, BY);
    }

    private static LiveSession live(SessionReference session) {
        return database.sessions().visit(session, null).orElseThrow();
    }

    private static boolean isLive(SessionReference session) {
        return database.sessions().visit(session, null).isPresent();
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
        User other = accounts.user("other" + number);
        assertThat(database.factors()
                        .changes()
                        .add(
                                new Owner(other.id(), other.username(), 0),
                                new NewApp(
                                        Totp.newSecret(), 0, database.dataKeys().current(masterKey))))
                .isPresent();
        assertThat(database.secondFactors().useCode(other.id(), code, now, SecondFactorsIT::key))
                .isFalse();
        assertThat(use(code)).isTrue();
    }

    @Test
    void oneOfManyWhoUseACodeAtOnceWins() throws Exception {
        enrol();
        String code = code(0);
        assertThat(race(server -> server.secondFactors().useCode(user.id(), code, now, SecondFactorsIT::key)))
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
        User other = accounts.user("other" + number);
        assertThat(database.secondFactors()
                        .useRecoveryCode(other.id(), "other", after.codes().getFirst(), BY))
                .isFalse();
        assertThat(recover(after.codes().getFirst())).isTrue();
    }

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

    @Test
    void aUsedRecoveryCodeStaysUsedAndMovesNothing() {
        List<String> codes = enrol();
        int version = accounts.version(user);
        assertThat(recover(codes.getFirst())).isTrue();
        assertThat(accounts.version(user)).isEqualTo(version);
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> change("UPDATE recovery_codes SET used_at = NULL WHERE user_id = :id"));
    }

    private int change(String statement) {
        return sql.sql(statement).param("id", user.id()).update();
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

    @Test
    void aDumpHasNeitherSecretNorCode() {
        List<String> codes = enrol();
        String dump = sql.sql("""
                SELECT string_agg(t::text, ' ') || (SELECT string_agg(c::text, ' ') FROM recovery_codes c)
                       || (SELECT string_agg(k::text, ' ') FROM data_keys k) || (SELECT string_agg(a::text, ' ') FROM audit_log a)
                  FROM totp t
                """).query(String.class).single();
        assertThat(dump)
                .contains(user.id().toString())
                .doesNotContain(HexFormat.of().formatHex(secret));
        assertThat(codes).noneMatch(code -> dump.contains(code) || dump.contains(code.replace("-", "")));
    }

    @Test
    void aSecretDoesNotMoveToAnotherUser() {
        enrol();
        User other = accounts.user("other" + number);
        sql.sql("""
                INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)
                SELECT :other, data_key_id, sealed_secret, 0 FROM totp WHERE user_id = :user
                """).param("other", other.id()).param("user", user.id()).update();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> database.secondFactors().useCode(other.id(), code(0), now, SecondFactorsIT::key));
    }

    @Test
    void anotherMasterKeyOpensNoDataKeyAndSealsNone() throws Exception {
        enrol();
        String text = MasterKey.generate();
        String both = text + "\n" + MasterKey.generate();
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.dataKeys().current(MasterKey.parse(both)));
        assertThatExceptionOfType(WrongMasterKeyException.class)
                .isThrownBy(() -> database.keyRewrap().rewrap(MasterKey.parse(both), BY));
        assertThat(database.dataKeys().unopened(masterKey)).isEmpty();
        assertThat(database.dataKeys().unopened(MasterKey.parse(both))).hasSize(1);
        assertThat(use(code(0))).isTrue();
    }
}
