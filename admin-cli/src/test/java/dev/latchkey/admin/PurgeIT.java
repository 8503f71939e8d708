package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.db.TestDatabase;
import dev.latchkey.db.TestRoles;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.connection.DataSources;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code latchkey db purge}, where no server does it. */
class PurgeIT {

    @Test
    void attemptsAndBansThatNoLongerCountGoAndTheOthersStay() {
        ConnectionSettings owner = TestDatabase.fresh();
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(owner));
        jdbc.sql("""
                INSERT INTO rate_limits (key, full_at)
                SELECT sha256(n::text::bytea), now() + n * interval '1 hour' FROM (VALUES (-2), (2)) AS t (n)
                """).update();
        jdbc.sql("""
                INSERT INTO sign_in_failures (account, place, failures, retry_at)
                SELECT sha256(n::text::bytea), '', 1, now() + n * interval '1 hour' FROM (VALUES (-2), (2)) AS t (n)
                """).update();
        jdbc.sql("""
                INSERT INTO bans (network, created_at, expires_at)
                VALUES ('192.0.2.0/24', now() - interval '2 hours', now() - interval '1 hour'),
                       ('198.51.100.0/24', now(), now() + interval '1 hour')
                """).update();
        Result purged = Cli.on(TestRoles.admin(owner)).run("db", "purge", "--yes", "-o", "json");
        assertThat(purged.out()).contains("\"limits_purged\":3");
        assertThat(jdbc.sql("""
                        SELECT (SELECT count(*) FROM rate_limits) + (SELECT count(*) FROM sign_in_failures)
                             + (SELECT count(*) FROM bans)
                        """).query(Integer.class).single()).isEqualTo(3);
    }
}
