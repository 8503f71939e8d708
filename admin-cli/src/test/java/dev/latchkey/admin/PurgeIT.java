package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Test
    void browserSessionsThatAreOverGoAndTheOthersStay() {
        ConnectionSettings owner = TestDatabase.fresh();
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(owner));
        Cli cli = Cli.on(TestRoles.admin(owner));
        cli.run("user", "add", "alice", "--no-password");
        jdbc.sql("""
                INSERT INTO browser_sessions (id, user_id, credential_version, amr, remembered, created_at, auth_time, expires_at)
                SELECT gen_random_uuid(), id, 0, 1, false, now() - interval '9 days', now() - interval '9 days',
                       now() + n * interval '1 day'
                  FROM users, (VALUES (-2), (1)) AS t (n)
                """).update();
        assertThat(cli.run("db", "purge", "--dry-run").err()).contains(", 1 browser sessions, ");
        assertThat(cli.run("db", "purge", "--yes", "-o", "json").out()).contains("\"sessions_purged\":1");
        assertThat(jdbc.sql("SELECT count(*) FROM browser_sessions")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aPartitionThatIsInUseIsLeftAndTheRestIsDone() throws SQLException {
        ConnectionSettings owner = TestDatabase.fresh();
        new Database(DataSources.direct(owner)).partitions().extend();
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(owner));
        String[] bounds = jdbc.sql("""
                SELECT uuid_from_time(date_trunc('hour', now()) - interval '30 weeks') || ' '
                       || uuid_from_time(date_trunc('hour', now()) - interval '20 weeks')
                """).query(String.class).single().split(" ", -1);
        jdbc.sql("CREATE TABLE tokens_old PARTITION OF tokens FOR VALUES FROM ('" + bounds[0] + "') TO ('" + bounds[1]
                        + "')")
                .update();
        jdbc.sql("INSERT INTO rate_limits (key, full_at) VALUES (sha256('a'), now() - interval '2 hours')")
                .update();
        Cli cli = Cli.on(TestRoles.admin(owner));
        try (Connection backup = DataSources.direct(owner).getConnection();
                Statement statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("LOCK TABLE tokens IN ACCESS SHARE MODE");
            assertThat(cli.run("db", "purge", "--dry-run").err()).contains("would have removed 1 partitions of tokens");
            Result left = cli.run("db", "purge", "--yes", "-o", "json");
            assertThat(left.exitCode()).isEqualTo(4);
            assertThat(left.out()).contains("\"token_partitions_dropped\":0", "\"limits_purged\":1");
            assertThat(left.err()).contains("Something else uses the partitions of tokens", "run this again");
            backup.rollback();
        }
        assertThat(cli.run("db", "purge", "--yes", "-o", "json").out()).contains("\"token_partitions_dropped\":1");
    }

    @Test
    void whileAClockIsWrongNothingGoes() {
        ConnectionSettings owner = TestDatabase.fresh();
        JdbcClient jdbc = JdbcClient.create(DataSources.direct(owner));
        jdbc.sql("INSERT INTO rate_limits (key, full_at) VALUES (sha256('x'), now() - interval '2 hours')")
                .update();
        jdbc.sql("CREATE SCHEMA wrong").update();
        jdbc.sql("""
                CREATE FUNCTION wrong.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
                AS $$SELECT pg_catalog.clock_timestamp() + interval '91 days'$$
                """).update();
        jdbc.sql("""
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET search_path = wrong, public, pg_catalog', current_database());
                END $$
                """).update();
        for (String[] command : new String[][] {{"db", "purge", "--yes"}, {"db", "purge"}}) {
            // Also without a terminal to ask at: there is nothing to confirm.
            Result purged = Cli.on(owner).run(command);
            assertThat(purged.exitCode()).as(purged.err()).isEqualTo(4);
            assertThat(purged.err()).contains("s behind the database's, and what has ended depends on the time");
        }
        assertThat(jdbc.sql("SELECT count(*) FROM rate_limits")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }
}
