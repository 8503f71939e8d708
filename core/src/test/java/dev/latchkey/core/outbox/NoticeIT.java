package dev.latchkey.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Scopes;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the owner of an account is told, and at which address. */
class NoticeIT {

    private static final Attribution BY = Attribution.of("admin");

    private static SingleConnection connection;
    private static JdbcClient sql;
    private static User alice;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(settings));
        connection = new SingleConnection(settings);
        Profile profile = Profile.parse("alice@example.com", null);
        connection.database().userChanges().add(new Username("alice"), profile, Scopes.parse("read"), null, BY);
        alice = connection
                .database()
                .users()
                .findByUsername(new Username("alice"))
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        connection.close();
    }

    @BeforeEach
    void verify() {
        sql.sql("DELETE FROM outbox").update();
        sql.sql("UPDATE users SET email = 'alice@example.com', email_verified_at = now(), claims = '{}'")
                .update();
    }

    private static List<String> notices() {
        return sql.sql("SELECT kind || ' ' || address || ' ' || COALESCE(language, '-') FROM outbox ORDER BY id")
                .query((row, number) -> row.getString(1))
                .list();
    }

    @Test
    void anAdministratorsPasswordIsTold() {
        sql.sql("UPDATE users SET claims = '{\"locale\": \"de-AT\"}'").update();
        connection.database().userChanges().setPassword(alice, "{bcrypt}x", BY);
        assertThat(notices()).containsExactly("password-changed alice@example.com de-AT");
    }

    @Test
    void theLanguageOfThePageOnWhichItWasChangedComesFirst() {
        sql.sql("UPDATE users SET claims = '{\"locale\": \"de-AT\"}'").update();
        connection.database().userChanges().setPassword(alice, "{bcrypt}x", BY.onPageIn("fr"));
        assertThat(notices()).containsExactly("password-changed alice@example.com fr");
    }

    @Test
    void aNewAddressIsToldAtTheFormerOne() {
        ProfileChange change = new ProfileChange(Profile.parse("eve@example.com", null), true, false);
        connection.database().userChanges().updateProfile(alice, change, BY);
        assertThat(notices()).containsExactly("address-changed alice@example.com -");
    }

    @Test
    void aNewNameIsNotTold() {
        ProfileChange change = new ProfileChange(Profile.parse(null, "Alice"), false, true);
        connection.database().userChanges().updateProfile(alice, change, BY);
        assertThat(notices()).isEmpty();
    }

    @Test
    void anAddressThatWasNotVerifiedIsToldNothing() {
        sql.sql("UPDATE users SET email_verified_at = NULL").update();
        connection.database().userChanges().setPassword(alice, "{bcrypt}x", BY);
        assertThat(notices()).isEmpty();
    }

    @Test
    void removedFactorsAreTold() {
        assertThat(connection.database().factors().changes().remove(alice.id(), "factor.remove", BY))
                .contains(false);
        assertThat(notices()).isEmpty();
        sql.sql("INSERT INTO data_keys (id, sealed_key) VALUES (:id, decode(repeat('00', 61), 'hex'))")
                .param("id", alice.id())
                .update();
        sql.sql(
                        "INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step) VALUES (:id, :id, decode(repeat('00', 61), 'hex'), 1)")
                .param("id", alice.id())
                .update();
        connection.database().factors().changes().remove(alice.id(), "factor.remove", BY);
        assertThat(notices()).containsExactly("factor-removed alice@example.com -");
    }
}
