package dev.latchkey.core.credential;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * In which formats, and at what cost, the passwords of the accounts are hashed. What is read is a sample of at most
 * 32 MB of the table: up to some 100,000 accounts that is all of them.
 */
public final class HashFormats {

    private static final int PAGES = 4096;

    private final JdbcClient jdbc;

    public HashFormats(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A format and how many accounts of the sample have it.
     *
     * @param decoy a hash of this format that no password has: each salt and each result is zeros
     */
    public record Share(String decoy, long accounts) {}

    /**
     * Takes the sample. While the table does not change, each call on each server gets the same one.
     *
     * @return hashes that can be verified, those that we make last
     */
    public List<Share> sample() {
        long pages = jdbc.sql("SELECT pg_relation_size('users') / current_setting('block_size')::int")
                .query(Long.class)
                .single();
        // A power of two, so that a table that grows does not change the sample each time.
        double percent = 100;
        for (long read = pages; read > PAGES; read /= 2) {
            percent /= 2;
        }
        return jdbc
                .sql("""
                    SELECT CASE WHEN cardinality(parts) = 8
                                THEN concat_ws('$', parts[1], parts[2], repeat('A', length(parts[3])), parts[4], parts[5],
                                               parts[6], repeat('A', length(parts[7])), repeat('A', length(parts[8])))
                                WHEN parts[2] LIKE 'argon2%'
                                THEN concat_ws('$', parts[1], parts[2], parts[3], parts[4],
                                               repeat('A', length(parts[5])), repeat('A', length(parts[6])))
                                WHEN parts[2] LIKE '2_'
                                THEN concat_ws('$', parts[1], parts[2], parts[3], repeat('.', length(parts[4])))
                                ELSE concat_ws('$', parts[1], parts[2],
                                               repeat('A', length(parts[3])), repeat('A', length(parts[4])))
                           END AS decoy,
                           count(*) AS accounts
                      FROM users TABLESAMPLE SYSTEM (:percent) REPEATABLE (1),
                           string_to_array(password_hash, '$') AS parts
                     WHERE password_hash LIKE '%$%$%$%' AND length(password_hash) < 400
                     GROUP BY 1
                     ORDER BY 2 DESC
                     LIMIT 100
                    """)
                .param("percent", percent)
                .query((row, number) -> new Share(row.getString("decoy"), row.getLong("accounts")))
                .list()
                .stream()
                .filter(share -> StoredHash.parse(share.decoy()).isPresent())
                .sorted(HashFormats::oursLast)
                .toList();
    }

    private static int oursLast(Share one, Share other) {
        int ours = Boolean.compare(isOurs(one), isOurs(other));
        return ours != 0 ? ours : one.decoy().compareTo(other.decoy());
    }

    private static boolean isOurs(Share share) {
        return StoredHash.parse(share.decoy())
                .filter(hash -> hash instanceof StoredHash.Argon2Hash argon2 && argon2.ours())
                .isPresent();
    }
}
