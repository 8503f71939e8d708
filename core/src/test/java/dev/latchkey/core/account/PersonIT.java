package dev.latchkey.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an account tells about its user. */
class PersonIT {

    private static final Attribution BY = Attribution.of("test");

    private static JdbcClient sql;
    private static Database database;
    private static Accounts accounts;

    @BeforeAll
    static void start() {
        DataSource dataSource = DataSources.direct(TestDatabase.fresh());
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        accounts = new Accounts(database);
    }

    private static Person person(User user) {
        return database.users().findPerson(user.id()).orElseThrow();
    }

    @Test
    void claimsAreChangedWithAnAuditRow() {
        User user = accounts.user("claims");
        assertThat(database.personChanges().updateClaims(user.id(), c -> c.with("given_name", "Ann"), BY))
                .contains(true);
        assertThat(database.personChanges().updateClaims(user.id(), c -> c.with("given_name", "Ann"), BY))
                .contains(false);
        assertThat(database.personChanges().updateClaims(UUID.randomUUID(), c -> c, BY))
                .isEmpty();
        Person person = person(user);
        assertThat(person.claims()).isEqualTo(UserClaims.NONE.with("given_name", "Ann"));
        assertThat(person.profile()).isEqualTo(user.profile());
        assertThat(person.username()).isEqualTo("claims");
        assertThat(person.updatedAt()).isAfter(user.createdAt());
        assertThat(sql.sql("SELECT count(*) FROM audit_log WHERE action = 'user.update' AND target_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aVerificationFallsWithTheAddress() {
        User user = accounts.user("verified");
        assertThat(database.personChanges().setEmailVerified(user.id(), true, BY))
                .contains(true);
        assertThat(database.personChanges().setEmailVerified(user.id(), true, BY))
                .contains(false);
        assertThat(person(user).emailVerifiedAt()).isNotNull();
        database.userChanges().updateProfile(user, new ProfileChange(new Profile(null, "Other Name"), false, true), BY);
        assertThat(person(user).emailVerifiedAt()).isNotNull();
        // By whatever program.
        sql.sql("UPDATE users SET email = 'other@example.com' WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThat(person(user).emailVerifiedAt()).isNull();
        sql.sql("UPDATE users SET email = NULL WHERE id = :id")
                .param("id", user.id())
                .update();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> database.personChanges().setEmailVerified(user.id(), true, BY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\": \"x\"}",
                "{\"client_id\": \"x\"}",
                "{\"scope\": \"x\"}",
                "{\"email_verified\": true}",
                "[]",
                "\"text\""
            })
    void theDatabaseTakesNoOtherClaims(String claims) {
        accounts.user("other" + Integer.toHexString(claims.hashCode()));
        assertThatThrownBy(() -> sql.sql("UPDATE users SET claims = :claims::jsonb")
                        .param("claims", claims)
                        .update())
                .hasMessageMatching("(?s).*(users_claims_|cannot delete from scalar).*");
    }

    @Test
    void noAddressNoVerification() {
        User user = accounts.user("bare");
        assertThatThrownBy(() -> sql.sql("UPDATE users SET email = NULL, email_verified_at = now() WHERE id = :id")
                        .param("id", user.id())
                        .update())
                .hasMessageContaining("users_verified_has_email");
    }
}
