package dev.latchkey.core.factor;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import dev.latchkey.core.FreshDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.key.DataKey;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.core.session.SessionReference;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A user, another for each test, who may add an authenticator app. */
abstract class AppOwner extends FreshDatabase {

    static MasterKey masterKey;

    final byte[] secret = Totp.newSecret();
    final Instant now = Instant.ofEpochSecond(1_234_567_890L);

    User user;

    @BeforeAll
    static void createMasterKey() {
        masterKey = MasterKey.parse(MasterKey.generate());
        database.keyChanges().createMissing(masterKey, BY);
    }

    @BeforeEach
    void addUser() {
        user = accounts.user(newName("user"));
    }

    static DataKey key(UUID id) {
        return database.dataKeys().open(id, masterKey);
    }

    NewApp app() {
        return new NewApp(secret, step(0) - 1, database.dataKeys().current(masterKey));
    }

    long step(int later) {
        return now.getEpochSecond() / 30 + later;
    }

    String code(int later) throws GeneralSecurityException {
        return new HmacOneTimePasswordGenerator()
                .generateOneTimePasswordString(new SecretKeySpec(secret, "HmacSHA1"), step(later));
    }

    List<String> enrol() {
        return database.factors()
                .changes()
                .add(new Owner(user.id(), user.username(), accounts.version(user)), app())
                .orElseThrow()
                .texts();
    }

    boolean use(String code) {
        return database.secondFactors().useCode(user.id(), code, now, AppOwner::key);
    }

    boolean recover(String code) {
        return database.secondFactors().useRecoveryCode(user.id(), user.username(), code, BY);
    }

    static LiveSession live(SessionReference session) {
        return database.sessions().visit(session, null).orElseThrow();
    }

    static boolean isLive(SessionReference session) {
        return database.sessions().visit(session, null).isPresent();
    }

    int change(String statement) {
        return sql.sql(statement).param("id", user.id()).update();
    }
}
