package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Functions that run with the owner's rights do not let their caller stand in for what they use. */
class OwnersRightsIT {

    @Test
    void aTemporaryTableDoesNotHideTheCounterOfChanges() throws SQLException {
        ConnectionSettings settings = TestDatabase.fresh();
        try (Connection connection = DataSources.direct(settings).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE directory_version (only_row boolean, version bigint)");
            statement.execute("INSERT INTO pg_temp.directory_version VALUES (true, 0)");
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            long before = version(jdbc);
            statement.execute("INSERT INTO clients (id, client_id, confidential, grant_types)"
                    + " VALUES (gen_random_uuid(), 'app', true, '{}')");
            assertThat(version(jdbc)).isEqualTo(before + 1);
        }
    }

    @Test
    void aTemporaryViewDoesNotHideThePartitions() throws SQLException {
        ConnectionSettings settings = TestDatabase.fresh();
        try (Connection connection = DataSources.direct(settings).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE victim (idle_until timestamptz)");
            statement.execute(
                    "CREATE TEMP VIEW token_partitions AS SELECT 'victim' AS name, '-infinity'::timestamptz AS from_time,"
                            + " '-infinity'::timestamptz AS to_time");
            statement.execute("SELECT tokens_drop_ended()");
            assertThat(JdbcClient.create(new SingleConnectionDataSource(connection, true))
                            .sql("SELECT to_regclass('pg_temp.victim') IS NOT NULL")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
    }

    @Test
    void everyOneOfThemResolvesNamesInItsOwnSchemaFirstAndTemporaryOnesLast() {
        assertThat(JdbcClient.create(DataSources.direct(TestDatabase.fresh()))
                        .sql("""
                                SELECT proname FROM pg_proc
                                 WHERE prosecdef AND pronamespace = 'public'::regnamespace
                                   AND NOT coalesce(proconfig @> ARRAY['search_path=public, pg_temp'], false)
                                """)
                        .query(String.class)
                        .list())
                .isEmpty();
    }

    private static long version(JdbcClient jdbc) {
        return jdbc.sql("SELECT version FROM public.directory_version")
                .query(Long.class)
                .single();
    }
}
