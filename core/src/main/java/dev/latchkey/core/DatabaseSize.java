package dev.latchkey.core;

import dev.latchkey.core.family.TokenPartitions;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How much there is, as far as that is cheap to know.
 *
 * @param usersAbout as the statistics last had it
 * @param familiesAbout as the statistics last had it
 * @param partitions of {@code tokens}
 * @param partitionsUntil until when each moment from now on has its partition; null when not even now has one
 * @param bytes of the whole database
 */
public record DatabaseSize(
        String postgresqlVersion,
        long clients,
        long usersAbout,
        long familiesAbout,
        long partitions,
        @Nullable Instant partitionsUntil,
        long bytes) {

    static DatabaseSize read(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT current_setting('server_version') AS postgresql_version,
                       (SELECT count(*) FROM clients) AS clients,
                       (SELECT greatest(n_live_tup, 0) FROM pg_stat_user_tables WHERE relid = 'users'::regclass) AS users_about,
                       (SELECT coalesce(sum(n_live_tup), 0)
                          FROM pg_stat_user_tables s JOIN token_partitions p ON p.relation = s.relid) AS families_about,
                       (SELECT count(*) FROM token_partitions) AS partitions,
                       %s AS partitions_until,
                       pg_database_size(current_database()) AS bytes
                """.formatted(TokenPartitions.COVERED_UNTIL))
                .query((row, number) -> {
                    Timestamp until = row.getTimestamp("partitions_until");
                    return new DatabaseSize(
                            row.getString("postgresql_version"),
                            row.getLong("clients"),
                            row.getLong("users_about"),
                            row.getLong("families_about"),
                            row.getLong("partitions"),
                            until == null ? null : until.toInstant(),
                            row.getLong("bytes"));
                })
                .single();
    }
}
