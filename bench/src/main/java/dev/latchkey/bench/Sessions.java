package dev.latchkey.bench;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions in bulk, as if users had signed in. */
final class Sessions {

    private Sessions() {}

    /** Adds sessions whose ids, UUIDv7, are spread evenly over all partitions that there are. */
    static void add(OwnServer server, String algorithm, long count) {
        JdbcClient sql = server.sql();
        sql.sql("""
                INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at)
                SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
                        || '7' || substr(noise, 1, 3) || '8' || substr(noise, 4, 15))::uuid,
                       :user, :client, 'password', 'read write', now() + interval '14 days', now() + interval '30 days'
                  FROM (SELECT min(from_time) AS first, max(to_time) AS last FROM token_partitions) span,
                       generate_series(0, :count - 1) i,
                       LATERAL (SELECT span.first + (span.last - span.first) * (i::float8 / :count) AS moment,
                                       md5(i || ' ' || random()) AS noise) one
                """)
                .param("user", server.userId())
                .param("client", server.clientId(algorithm))
                .param("count", count)
                .update();
        // So that neither happens in the middle of a measurement.
        sql.sql("VACUUM ANALYZE tokens").update();
        sql.sql("CHECKPOINT").update();
    }

    /** Sessions that were never refreshed, in no order. */
    static List<UUID> sample(OwnServer server, int size, long all) {
        List<UUID> sample = server.sql()
                .sql("SELECT id FROM tokens WHERE generation = 0 AND random() < :share LIMIT :size")
                .param("share", 1.1 * size / all)
                .param("size", size)
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
        Collections.shuffle(sample, new Random(1));
        return sample;
    }
}
