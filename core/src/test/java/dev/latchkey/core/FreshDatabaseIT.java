package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.SchemaVersion;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class FreshDatabaseIT {

    @Test
    void freshOneHasTheSchemaAndIsNobodyElses() {
        ConnectionSettings one = TestDatabase.fresh();
        jdbc(one).sql("CREATE TABLE mine ()").update();
        ConnectionSettings other = TestDatabase.fresh();
        assertThat(tables(one)).isEqualTo(tables(other) + 1);
        assertThat(SchemaVersion.read(jdbc(other)).current()).isEqualTo(SchemaVersion.EXPECTED);
    }

    @Test
    void emptyOneIsEmpty() {
        assertThat(tables(TestDatabase.empty())).isZero();
    }

    private static int tables(ConnectionSettings settings) {
        return jdbc(settings)
                .sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
                .query(Integer.class)
                .single();
    }

    private static JdbcClient jdbc(ConnectionSettings settings) {
        return JdbcClient.create(DataSources.direct(settings));
    }
}
