package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The host's time zone is nothing to PostgreSQL, which may not know its name. */
class SessionZoneIT {

    private static final ConnectionSettings DATABASE = TestDatabase.fresh();

    @ParameterizedTest
    @ValueSource(strings = {"US/Pacific", "SystemV/PST8PDT", "Asia/Tokyo"})
    void sessionsAreInUtc(String zone) {
        TimeZone before = TimeZone.getDefault();
        // A name that neither knows, as well as those that only one of them does.
        TimeZone host = TimeZone.getTimeZone(zone);
        host.setID(zone.startsWith("Asia") ? zone : "Nowhere/" + zone);
        TimeZone.setDefault(host);
        try {
            assertThat(zoneOf(DataSources.direct(DATABASE))).isEqualTo("UTC");
            TimeZone.setDefault(host);
            assertThat(zoneOf(DataSources.forServer(DATABASE, Timeouts.DEFAULT)))
                    .isEqualTo("UTC");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static String zoneOf(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql("SELECT current_setting('TimeZone')")
                .query(String.class)
                .single();
    }

    @Test
    void migrationsRunInUtcToo() {
        TimeZone before = TimeZone.getDefault();
        TimeZone host = TimeZone.getTimeZone("UTC");
        host.setID("Nowhere/At/All");
        TimeZone.setDefault(host);
        try {
            assertThat(Migrations.migrate(DATABASE)).isZero();
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
