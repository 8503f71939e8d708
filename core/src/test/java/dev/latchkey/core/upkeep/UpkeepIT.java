package dev.latchkey.core.upkeep;

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
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Forgetting what has ended: all of it, by either role, and no lock for long. */
class UpkeepIT {

    private static final Attribution BY = Attribution.of("test");
    private static final Duration KEEP = Duration.ofDays(400);

    /** Which role does it. */
    enum Role {
        SERVER,
        ADMIN
    }

    private ConnectionSettings owner;
    private JdbcClient sql;

    @BeforeEach
    void create() {
        owner = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(owner));
        new Database(DataSources.direct(owner)).partitions().extend();
    }

    private Database as(Role role) {
        return new Database(DataSources.direct(role == Role.SERVER ? TestRoles.server(owner) : TestRoles.admin(owner)));
    }

    private static Map<Ended, Integer> each(Database database, ToIntFunction<Upkeep.Task> work) {
        Map<Ended, Integer> done = new EnumMap<>(Ended.class);
        tasks(database).forEach(task -> done.put(task.ended(), work.applyAsInt(task)));
        return done;
    }

    private static List<Upkeep.Task> tasks(Database database) {
        return database.upkeep().all(database.keyChanges(), KEEP, BY);
    }

    /** Two partitions whose every family ended, and one row of each table of which rows end. */
    private void endEverything() {
        for (int weeksAgo : List.of(30, 20)) {
            sql.sql("CREATE TABLE tokens_" + weeksAgo + " PARTITION OF tokens FOR VALUES FROM ('" + uuid(weeksAgo)
                            + "') TO ('" + uuid(weeksAgo - 10) + "')")
                    .update();
        }
        sql.sql(
                        "INSERT INTO revoked_access_tokens (jti, expires_at) VALUES (gen_random_uuid(), now() - interval '1 hour')")
                .update();
        sql.sql("INSERT INTO revoked_statuses (status_index, revoked_at) VALUES (7, now() - interval '3 days')")
                .update();
        sql.sql("""
                INSERT INTO status_lists (list, seed, created_at)
                SELECT n, sha256(n::text::bytea), now() - interval '2 years' FROM generate_series(5, 7) AS n
                """).update();
        sql.sql("INSERT INTO rate_limits (key, full_at) VALUES (sha256('a'), now() - interval '2 hours')")
                .update();
        sql.sql("INSERT INTO audit_counts VALUES (gen_random_uuid(), 'token.revoke', 20, now() - interval '2 hours')")
                .update();
        sql.sql("""
                INSERT INTO sign_in_failures (account, place, failures, retry_at)
                VALUES (sha256('a'), '', 1, now() - interval '2 hours')
                """).update();
        sql.sql("INSERT INTO bans (network, expires_at) VALUES ('192.0.2.0/24', now() - interval '1 hour')")
                .update();
        sql.sql(
                        "INSERT INTO clients (id, client_id, confidential, grant_types) VALUES (gen_random_uuid(), 'c', true, '{}')")
                .update();
        sql.sql("INSERT INTO users (id, username) VALUES (gen_random_uuid(), 'u')")
                .update();
        sql.sql("""
                INSERT INTO browser_sessions (id, user_id, credential_version, amr, remembered, expires_at)
                SELECT gen_random_uuid(), id, 0, 1, false, now() - interval '2 days' FROM users
                """).update();
        sql.sql("""
                INSERT INTO device_grants (id, client_id, user_code_mac, scope, expires_at)
                SELECT gen_random_uuid(), id, sha256('x'), '', now() - interval '2 days' FROM clients
                """).update();
        sql.sql("""
                INSERT INTO exchanged_families (id, parent_id, client_id, subject_client_id, resources, expires_at)
                SELECT gen_random_uuid(), gen_random_uuid(), id, id, '{x}', now() - interval '2 days' FROM clients
                """).update();
        sql.sql("""
                INSERT INTO pushed_requests (id, client_id, parameters, expires_at)
                SELECT gen_random_uuid(), id, '', now() - interval '91 minutes' FROM clients
                """).update();
        sql.sql("INSERT INTO seen_once (key, expires_at) VALUES (sha256('a'), now() - interval '11 minutes')")
                .update();
        sql.sql(
                        "INSERT INTO outbox (id, kind, created_at) VALUES (gen_random_uuid(), 'a', now() - interval '25 hours')")
                .update();
        sql.sql("""
                INSERT INTO client_secrets (id, client_id, secret_hash, expires_at)
                SELECT gen_random_uuid(), id, sha256('x'), now() - interval '2 days' FROM clients
                """).update();
        sql.sql("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from, active_until, published_until)
                VALUES (gen_random_uuid(), 'RS256', 'x', 'x', now() - interval '9 days', now() - interval '8 days',
                        now() - interval '7 days')
                """).update();
        sql.sql("""
                INSERT INTO clients (id, client_id, confidential, grant_types, redirect_uris, kind, used_at)
                VALUES (gen_random_uuid(), 'https://app.example/c', false, '{authorization_code}',
                        '{https://app.example/}', 'document', now() - interval '91 days')
                """).update();
        sql.sql("INSERT INTO audit_log (at, actor, action) VALUES (now() - interval '401 days', 'a', 'b')")
                .update();
    }

    private String uuid(int weeksAgo) {
        return sql.sql("SELECT uuid_from_time(date_trunc('hour', now()) - :weeks * interval '1 week')::text")
                .param("weeks", weeksAgo)
                .query(String.class)
                .single();
    }

    @ParameterizedTest
    @EnumSource
    void everythingThatEndedGoesWhicheverRoleDoesIt(Role role) {
        endEverything();
        Database database = as(role);
        Map<Ended, Integer> forgotten = each(database, Upkeep.Task::forget);
        assertThat(forgotten).containsOnlyKeys(Ended.values());
        forgotten.forEach(
                // Rate limits are in two tables.
                (ended, number) -> assertThat(number)
                        .as(ended.title())
                        .isEqualTo(ended == Ended.PARTITIONS || ended == Ended.RATE_LIMITS ? 2 : 1));
        assertThat(each(database, Upkeep.Task::forget).values()).containsOnly(0);
    }

    @Test
    void aDryRunCountsTheSameAndLocksNothingThatOthersWant() {
        endEverything();
        Database database = as(Role.ADMIN);
        assertThat(database.transactions().in(() -> {
                    assertThat(each(database, Upkeep.Task::count).values()).doesNotContain(0);
                    return locks();
                }))
                .containsOnly("AccessShareLock");
        Map<Ended, Integer> counted = each(database, Upkeep.Task::count);
        assertThat(each(database, Upkeep.Task::forget)).isEqualTo(counted);
    }

    /** Of all sessions on tables. */
    private List<@Nullable String> locks() {
        return sql.sql("""
                SELECT DISTINCT mode FROM pg_locks
                 WHERE locktype IN ('relation', 'tuple', 'advisory')
                   AND pid IN (SELECT pid FROM pg_stat_activity
                                WHERE backend_type = 'client backend' AND datname = current_database())
                """).query(String.class).list();
    }

    @Test
    void nothingOfItCanBecomeAPartOfALongerTransaction() {
        Database database = as(Role.ADMIN);
        for (Upkeep.Task task : tasks(database)) {
            assertThatThrownBy(() -> database.transactions().in(task::forget))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> database.transactions().in(database.partitions()::dropEnded))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOldAuditLogIsShortenedInBatchesWhileOthersWriteToIt() throws SQLException {
        sql.sql("""
                INSERT INTO audit_log (at, actor, action)
                SELECT now() - interval '500 days' + n * interval '100 seconds', 'a', 'b'
                  FROM generate_series(1, 100000) AS n
                """).update();
        int old = sql.sql("SELECT count(*) FROM audit_log WHERE at < now() - interval '400 days'")
                .query(Integer.class)
                .single();
        assertThat(old).isBetween(86_000, 87_000);
        Database database = as(Role.SERVER);
        try (Connection writer = DataSources.direct(owner).getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("INSERT INTO audit_log (actor, action) VALUES ('in the meantime', 'b')");
            // In one transaction, so that its locks are there while the others write.
            int first = database.transactions().in(() -> {
                int purged = database.audit().purge(KEEP, 10_000);
                insertWithoutWaiting();
                return purged;
            });
            assertThat(first).isEqualTo(10_000);
            assertThat(each(database, Upkeep.Task::forget)).containsEntry(Ended.AUDIT_EVENTS, old - first);
            writer.commit();
        }
        assertThat(database(owner).audit().countOlder(KEEP)).isZero();
        assertThat(sql.sql("SELECT count(*) FROM audit_log")
                        .query(Integer.class)
                        .single())
                .isEqualTo(100_000 - old + 2);
    }

    private void insertWithoutWaiting() {
        try (Connection another = DataSources.direct(owner).getConnection();
                Statement statement = another.createStatement()) {
            statement.execute("SET lock_timeout = '1ms'");
            statement.execute("INSERT INTO audit_log (actor, action) VALUES ('beside', 'b')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Database database(ConnectionSettings settings) {
        return new Database(DataSources.direct(settings));
    }

    @Test
    void anAuditLogThatIsKeptForEverIsNotShortened() {
        endEverything();
        Database database = as(Role.ADMIN);
        assertThat(database.upkeep().all(database.keyChanges(), Duration.ZERO, BY))
                .extracting(Upkeep.Task::ended)
                .doesNotContain(Ended.AUDIT_EVENTS);
    }
}
