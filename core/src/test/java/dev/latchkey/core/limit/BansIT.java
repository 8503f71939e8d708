package dev.latchkey.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bans that end while somebody changes them. */
class BansIT {

    private static final String WAITING =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    @Test
    void aBanThatIsRenewedWhileItIsForgottenStays() throws Exception {
        ConnectionSettings settings = TestDatabase.fresh();
        Bans bans = new Database(DataSources.direct(settings)).bans();
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(settings));
        bans.add(Network.parse("192.0.2.0/24"), Duration.ofHours(1), Attribution.of("test"));
        jdbc.sql("UPDATE bans SET expires_at = now() - interval '1 hour'").update();
        try (ExecutorService other = Executors.newSingleThreadExecutor();
                Connection administrator = DataSources.direct(settings).getConnection();
                Statement renewal = administrator.createStatement()) {
            administrator.setAutoCommit(false);
            renewal.execute("UPDATE bans SET expires_at = now() + interval '1 hour'");
            Future<Integer> forgotten = other.submit(() -> bans.purge(10));
            while (!forgotten.isDone() && jdbc.sql(WAITING).query(Integer.class).single() == 0) {
                Thread.onSpinWait();
            }
            administrator.commit();
            assertThat(forgotten.get(10, TimeUnit.SECONDS)).isZero();
        }
        assertThat(bans.findAll()).hasSize(1);
    }
}
