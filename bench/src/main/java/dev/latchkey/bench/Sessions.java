package dev.latchkey.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Sessions in bulk, as if users had signed in. */
final class Sessions {

    private static final int SESSIONS_PER_USER = 10;

    private Sessions() {}

    /**
     * Adds sessions whose ids, UUIDv7, are spread evenly over all partitions that there are, of users at random.
     *
     * @param before how many were added before
     */
    static void add(OwnServer server, String algorithm, long before, long after) throws SQLException {
        try (Connection connection = server.connection()) {
            JdbcClient sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            // Looking up user and client of each session would take longer than all the rest.
            sql.sql(
                            "SELECT set_config('session_replication_role', 'replica', false) FROM pg_roles WHERE rolname = current_user AND rolsuper")
                    .query()
                    .listOfRows();
            sql.sql("""
                    INSERT INTO users (id, username, scopes)
                    SELECT md5('user ' || i)::uuid, 'user-' || i, '{read,write}' FROM generate_series(:first, :last) i
                    """)
                    .param("first", before / SESSIONS_PER_USER)
                    .param("last", after / SESSIONS_PER_USER - 1)
                    .update();
            sql.sql("""
                    INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at)
                    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
                            || '7' || substr(noise, 1, 3) || '8' || substr(noise, 4, 15))::uuid,
                           md5('user ' || floor(random() * :users)::bigint)::uuid, :client, 'password', 'read write',
                           now() + interval '14 days', now() + interval '30 days'
                      FROM (SELECT min(from_time) AS first, max(to_time) AS last FROM token_partitions) span,
                           generate_series(0, :count - 1) i,
                           LATERAL (SELECT span.first + (span.last - span.first) * (i::float8 / :count) AS moment,
                                           md5(i || ' ' || random()) AS noise) one
                    """)
                    .param("users", after / SESSIONS_PER_USER)
                    .param("client", server.clientId(algorithm))
                    .param("count", after - before)
                    .update();
            // So that neither happens in the middle of a measurement.
            sql.sql("VACUUM ANALYZE tokens, users").update();
            sql.sql("CHECKPOINT").update();
        }
    }

    /** Adds sessions of now whose ids end in their number, and returns how those ids begin. */
    static String addNumbered(OwnServer server, int count) {
        String prefix = server.sql()
                .sql("SELECT left(uuid_from_time(now())::text, 14) || '7000-8000-'")
                .query(String.class)
                .single();
        server.sql()
                .sql("""
                INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at)
                SELECT (:prefix || lpad(to_hex(i), 12, '0'))::uuid, :user, :client, 'password', 'read write',
                       now() + interval '14 days', now() + interval '30 days'
                  FROM generate_series(1, :count) i
                """)
                .param("prefix", prefix)
                .param("user", server.userId())
                .param("client", server.clientId("ES256"))
                .param("count", count)
                .update();
        server.sql().sql("VACUUM ANALYZE tokens").update();
        return prefix;
    }

    /** Adds a partition of sessions that are long over. */
    static void addEnded(OwnServer server, long count) {
        JdbcClient sql = server.sql();
        sql.sql(
                        "CREATE TABLE tokens_ended (LIKE tokens INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = 90)")
                .update();
        sql.sql("""
                INSERT INTO tokens_ended (id, user_id, client_id, grant_type, scope, created_at, refreshed_at, idle_until, expires_at)
                SELECT (left(uuid_from_time(now() - interval '39 days')::text, 14) || '7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
                       :user, :client, 'password', 'read write',
                       now() - interval '39 days', now() - interval '39 days', now() - interval '9 days', now() - interval '9 days'
                  FROM generate_series(1, :count) i
                """)
                .param("user", server.userId())
                .param("client", server.clientId("ES256"))
                .param("count", count)
                .update();
        String attach = sql.sql("""
                SELECT format('ALTER TABLE tokens ATTACH PARTITION tokens_ended FOR VALUES FROM (%L) TO (%L)',
                              uuid_from_time(now() - interval '40 days'), uuid_from_time(now() - interval '36 days'))
                """).query(String.class).single();
        sql.sql(attach).update();
        sql.sql("VACUUM ANALYZE tokens_ended").update();
        sql.sql("CHECKPOINT").update();
    }

    /** What one takes up, with its share of all indexes. */
    static double bytes(OwnServer server, long count) {
        return server.sql()
                        .sql("SELECT sum(pg_total_relation_size(relation)) FROM token_partitions")
                        .query(Long.class)
                        .single()
                / (double) count;
    }

    /** Sessions that were never refreshed, in no order. */
    static List<UUID> sample(OwnServer server, int size, long all) {
        List<UUID> sample = server.sql()
                .sql(
                        "SELECT id FROM tokens WHERE generation = 0 AND idle_until > now() AND random() < :share LIMIT :size")
                .param("share", 1.1 * size / all)
                .param("size", size)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        Collections.shuffle(sample, new Random(1));
        return sample;
    }
}
