package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the server's role reads of a key before it is revoked does not bring the key back. */
class DeletedKeyIT {

    private static final Attribution BY = Attribution.of("test");

    /** What the server's role reads of a key before it is revoked is no way back. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyThatWasDeletedNeverComesBack(boolean deletedBeforeItIsRevoked) {
        Leak leak = Leak.ofAKey();
        leak.save();
        if (deletedBeforeItIsRevoked) {
            leak.delete();
        } else {
            leak.revoke();
            leak.delete();
        }
        assertThatThrownBy(() -> leak.bringBack(leak.key().id())).rootCause().hasMessageContaining("signing_key_ids");
        assertThat(leak.opened()).doesNotContain(leak.key().id());
    }

    /** One statement, and one that does not see what others did since it began. */
    @Test
    void noOrderOfStatementsBringsAKeyBack() throws SQLException {
        Leak leak = Leak.ofAKey();
        leak.save();
        leak.revoke();
        try (Connection old = DataSources.direct(leak.role()).getConnection();
                Statement statement = old.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT FROM signing_keys");
            leak.delete();
            assertThatThrownBy(() -> statement.execute(leak.insertion(leak.key().id())))
                    .hasMessageContaining("signing_key_ids");
        }
        Leak other = Leak.ofAKey();
        other.revoke();
        other.end();
        assertThatThrownBy(() -> other.server().sql("""
                        WITH gone AS (DELETE FROM signing_keys WHERE revoked_at IS NOT NULL RETURNING *)
                        INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                        SELECT id, algorithm, public_key, sealed_key, now() FROM gone
                        """).update()).rootCause().hasMessageContaining("signing_key_ids");
    }

    /** What is sealed is bound to the id. */
    @Test
    void aRevokedKeyIsNoKeyUnderAnotherId() {
        Leak leak = Leak.ofAKey();
        leak.save();
        leak.revoke();
        UUID other = UUID.randomUUID();
        leak.bringBack(other);
        assertThat(leak.opened()).isNotEmpty().doesNotContain(leak.key().id(), other);
        assertThat(leak.database().keys().read(leak.masterKey()).unopened())
                .extracting(UnopenedKey::id)
                .containsExactly(other);
    }

    /** A key with its row, in a database of its own. */
    private record Leak(
            ConnectionSettings owner, ConnectionSettings role, Database database, MasterKey masterKey, KeyListing key) {

        static Leak ofAKey() {
            ConnectionSettings owner = TestDatabase.fresh();
            var database = new Database(DataSources.direct(owner));
            MasterKey masterKey = MasterKey.parse(MasterKey.generate());
            database.keyChanges().createMissing(masterKey, BY);
            KeyListing key = database.keys().list().stream()
                    .filter(one -> one.algorithm() == KeyAlgorithm.ES256)
                    .findFirst()
                    .orElseThrow();
            return new Leak(owner, TestRoles.server(owner), database, masterKey, key);
        }

        JdbcClient server() {
            return JdbcClient.create(DataSources.direct(role));
        }

        /** Keeps the row in a place that only the test has: an attacker keeps it at home. */
        void save() {
            var sql = JdbcClient.create(DataSources.direct(owner));
            sql.sql("CREATE TABLE saved AS SELECT * FROM signing_keys WHERE id = :id")
                    .param("id", key.id())
                    .update();
            sql.sql("GRANT SELECT ON saved TO latchkey_server").update();
        }

        void revoke() {
            assertThat(database.keyChanges().revoke(key, masterKey, BY).changed())
                    .isTrue();
        }

        /** Has it published no more: the server's role deletes no other. */
        void end() {
            JdbcClient.create(DataSources.direct(owner))
                    .sql("""
                            UPDATE signing_keys
                               SET active_from = now() - interval '3 days', active_until = now() - interval '2 days',
                                   published_until = now() - interval '1 day'
                             WHERE id = :id
                            """)
                    .param("id", key.id())
                    .update();
        }

        void delete() {
            end();
            assertThat(server().sql("DELETE FROM signing_keys WHERE id = :id")
                            .param("id", key.id())
                            .update())
                    .isEqualTo(1);
        }

        void bringBack(UUID id) {
            server().sql("UPDATE signing_keys SET active_until = now(), published_until = now() + interval '1 day' "
                            + "WHERE active_until IS NULL AND algorithm = 'ES256'")
                    .update();
            server().sql(insertion(id)).update();
        }

        String insertion(UUID id) {
            return "INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from) SELECT '" + id
                    + "', algorithm, public_key, sealed_key, now() FROM saved";
        }

        List<UUID> opened() {
            return database.keys().read(masterKey).keys().stream()
                    .map(KeyRecord::id)
                    .toList();
        }
    }
}
