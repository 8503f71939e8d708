package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

class TokenFamiliesIT {

    private static final String HASH = "{argon2}x";

    private static JdbcClient sql;
    private static Database database;
    private static UUID clientId;

    @BeforeAll
    static void start() {
        DataSource dataSource = DataSources.direct(TestDatabase.fresh());
        sql = JdbcClient.create(dataSource);
        database = new Database(dataSource);
        database.partitions().extend();
        clientId = database.clients()
                .add(
                        NewClient.confidential("app")
                                .grants(EnumSet.complementOf(EnumSet.of(GrantType.AUTHORIZATION_CODE)))
                                .scopes(Scopes.parse("read"))
                                .build(),
                        ClientSecret.hash("secret"),
                        Attribution.of("test"))
                .orElseThrow();
    }

    @Test
    void everyAddressThatASocketHasIsTaken() {
        UUID user = addUser("addresses");
        for (String address :
                List.of("127.0.0.1", "0:0:0:0:0:0:0:1", "fe80:0:0:0:1:2:3:4%eth0", "fe80::1%2", "::ffff:10.0.0.1")) {
            Family family = begin(user, address, null);
            assertThat(sql.sql("SELECT address IS NOT NULL FROM tokens WHERE id = :id")
                            .param("id", family.id())
                            .query(Boolean.class)
                            .single())
                    .as(address)
                    .isTrue();
        }
    }

    /** Whatever the clock of the server says: in a time for which there is no partition it could not begin. */
    @Test
    void theTimeInTheIdOfAFamilyIsTheDatabases() {
        Family family = begin(addUser("times"), null, null);
        assertThat(sql.sql("""
                        SELECT abs(extract(epoch FROM uuid_to_time(id) - created_at)) < 0.001 FROM tokens WHERE id = :id
                        """).param("id", family.id()).query(Boolean.class).single())
                .isTrue();
        assertThat(family.id().version()).isEqualTo(7);
        assertThat(family.id().variant()).isEqualTo(2);
    }

    @Test
    void aUserAgentWithoutEndIsCutOffBetweenCharacters() {
        UUID user = addUser("agents");
        for (String agent : List.of("x".repeat(10_000), "🦊".repeat(200), "x" + "🦊".repeat(200))) {
            Family family = begin(user, null, agent);
            assertThat(sql.sql("SELECT char_length(user_agent) FROM tokens WHERE id = :id")
                            .param("id", family.id())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(120);
        }
    }

    @Test
    void nothingBeginsForAUserWhoIsNotThere() {
        assertThat(database.families().begin(newFamily(UUID.randomUUID(), null, null)))
                .isEmpty();
    }

    @Test
    void aFamilyRevokesOnce() {
        Family family = begin(addUser("once"), null, null);
        assertThat(database.families().revoke(family.id(), "first")).isPresent();
        assertThat(database.families().revoke(family.id(), "second")).isEmpty();
        assertThat(sql.sql("SELECT revoked_reason FROM tokens WHERE id = :id")
                        .param("id", family.id())
                        .query(String.class)
                        .single())
                .isEqualTo("first");
    }

    @Test
    void everyRuleOfAFamilyHoldsForNewRowsAndForChanges() {
        Family family = begin(addUser("rules"), null, null);
        for (var broken : Map.of(
                        "scope = 'two  spaces' || chr(10)", "tokens_scope_syntax",
                        "expires_at = idle_until - interval '1 s'", "tokens_idle_within_lifetime",
                        "revoked_at = now()", "tokens_revoked_has_reason",
                        "revoked_reason = 'none'", "tokens_revoked_has_reason",
                        "user_id = NULL", "tokens_orphan_is_revoked",
                        "client_id = NULL", "tokens_orphan_is_revoked",
                        "user_agent = repeat('x', 121)", "tokens_user_agent_length")
                .entrySet()) {
            assertThatThrownBy(() -> sql.sql("UPDATE tokens SET " + broken.getKey() + " WHERE id = :id")
                            .param("id", family.id())
                            .update())
                    .as(broken.getKey())
                    .isInstanceOf(DataIntegrityViolationException.class)
                    .hasMessageContaining("\"" + broken.getValue() + "\"");
        }
        assertThatThrownBy(() -> sql.sql("""
                        INSERT INTO tokens (id, user_id, client_id, grant_type, scope, generation, idle_until, expires_at)
                        SELECT :id, user_id, client_id, grant_type, scope, -1, idle_until, expires_at
                          FROM tokens WHERE id = :family
                        """)
                        .param("id", Ids.next())
                        .param("family", family.id())
                        .update())
                .hasMessageContaining("\"tokens_generation_not_negative\"");
        for (String broken : List.of("resource = repeat('x', 4097)", "jkt = '\\x01'")) {
            String column = broken.substring(0, broken.indexOf(' '));
            assertThatThrownBy(() -> sql.sql("""
                            INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at, %s)
                            SELECT :id, user_id, client_id, grant_type, scope, idle_until, expires_at, %s
                              FROM tokens WHERE id = :family
                            """.formatted(column, broken.substring(broken.indexOf('=') + 2)))
                            .param("id", Ids.next())
                            .param("family", family.id())
                            .update())
                    .hasMessageContaining("\"tokens_" + column + "_length\"");
        }
    }

    /** PostgreSQL would read the text of each for every refresh. */
    @Test
    void noPartitionHasAConstraintThatARefreshHasToMeet() {
        assertThat(sql.sql("""
                        SELECT conname FROM pg_constraint
                         WHERE contype = 'c' AND conrelid IN (SELECT relid FROM pg_partition_tree('tokens'))
                        """).query(String.class).list()).isEmpty();
    }

    private static UUID addUser(String name) {
        return database.userChanges()
                .add(new Username(name), Profile.EMPTY, Scopes.parse("read"), HASH, Attribution.of("test"))
                .orElseThrow();
    }

    private static Family begin(UUID user, @Nullable String address, @Nullable String userAgent) {
        return database.families().begin(newFamily(user, address, userAgent)).orElseThrow();
    }

    private static NewFamily newFamily(UUID user, @Nullable String address, @Nullable String userAgent) {
        return new NewFamily(
                user,
                Accounts.VERSION,
                clientId,
                "password",
                Scopes.parse("read"),
                Duration.ofDays(30),
                Duration.ofDays(14),
                address,
                userAgent);
    }
}
