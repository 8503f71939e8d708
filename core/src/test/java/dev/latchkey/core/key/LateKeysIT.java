package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.key.KeyListing.State;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys that were made while the clock of the database was ahead. */
class LateKeysIT {

    private static final Attribution BY = Attribution.of("test");

    private final MasterKey masterKey = MasterKey.parse(MasterKey.generate());
    private final ConnectionSettings owner = TestDatabase.fresh();
    private final DataSource dataSource = DataSources.direct(owner);
    private final JdbcClient sql = JdbcClient.create(dataSource);
    private final Database database = new Database(dataSource);
    private final KeyChanges changes = database.keyChanges();

    @BeforeEach
    void firstKeys() {
        changes.createMissing(masterKey, BY);
    }

    private List<State> states() {
        return database.keys().list().stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.ES256)
                .map(KeyListing::state)
                .toList();
    }

    private void later(String column, String condition) {
        sql.sql("UPDATE signing_keys SET " + column + " = " + column + " + interval '800 days' WHERE " + condition)
                .update();
    }

    @Test
    void theFirstOnesSignNow() {
        later("active_from", "true");
        assertThat(states()).containsExactly(State.PENDING);
        assertThat(changes.createMissing(masterKey, BY)).isEqualTo(3);
        assertThat(states()).containsExactly(State.ACTIVE);
        assertThat(changes.createMissing(masterKey, BY)).isZero();
    }

    @Test
    void aRoleThatMayNotChangeThemLeavesThem() {
        later("active_from", "true");
        KeyChanges server = new Database(DataSources.direct(TestRoles.server(owner))).keyChanges();
        assertThat(server.createMissing(masterKey, BY)).isZero();
        assertThat(states()).containsExactly(State.PENDING);
    }

    @Test
    void theNextOneSignsWhenItIsPublished() {
        changes.rotate(KeyAlgorithm.ES256, masterKey, BY);
        later("active_from", "active_until IS NULL AND algorithm = 'ES256'");
        sql.sql(
                        "UPDATE signing_keys SET active_until = active_until + interval '800 days', published_until = published_until"
                                + " + interval '800 days' WHERE active_until IS NOT NULL")
                .update();
        assertThat(states()).containsExactly(State.PENDING, State.ACTIVE);
        assertThat(changes.createMissing(masterKey, BY)).isEqualTo(1);

        assertThat(states()).containsExactly(State.PENDING, State.ACTIVE);
        List<KeyListing> keys = database.keys().list().stream()
                .filter(key -> key.algorithm() == KeyAlgorithm.ES256)
                .toList();
        assertThat(keys.getLast().activeUntil()).isEqualTo(keys.getFirst().activeFrom());
        assertThat(Duration.between(database.now(), keys.getFirst().activeFrom()))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    }
}
