package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.core.account.User;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.key.WrongMasterKeyException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The secrets of apps and the recovery codes, as they lie in the database. */
class FactorSecretsIT extends AppOwner {

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
        User other = accounts.user(newName("other"));
        sql.sql("""
                INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)
                SELECT :other, data_key_id, sealed_secret, 0 FROM totp WHERE user_id = :user
                """).param("other", other.id()).param("user", user.id()).update();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> database.secondFactors().useCode(other.id(), code(0), now, AppOwner::key));
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
