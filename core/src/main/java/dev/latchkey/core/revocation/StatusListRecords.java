package dev.latchkey.core.revocation;

import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Secrets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code status_lists}: which lists there are. A list is a block of as many indexes as it has places. */
public final class StatusListRecords {

    /** How many indexes a list has. Never changes: which list an index is in follows from it. */
    public static final int SIZE = Permutation.SIZE;

    private static final int SEED_BYTES = 32;

    private static final String ENDED = """
             WHERE EXISTS (SELECT FROM status_lists later
                            WHERE later.list >= l.list + 2
                              AND later.created_at < (SELECT min(from_time) FROM token_partitions) - interval '1 day')
               AND NOT EXISTS (SELECT FROM clients WHERE status_index / :size = l.list)
               AND NOT EXISTS (SELECT FROM revoked_statuses r
                                WHERE r.status_index BETWEEN l.list * :size AND (l.list + 1) * :size - 1)
            """;

    private final JdbcClient jdbc;

    public StatusListRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The seeds of all lists by their numbers. */
    public Map<Long, byte[]> findSeeds() {
        Map<Long, byte[]> seeds = new HashMap<>();
        jdbc.sql("SELECT list, seed FROM status_lists WHERE " + Primary.ONLY).query(row -> {
            seeds.put(row.getLong("list"), row.getBytes("seed"));
        });
        return seeds;
    }

    /**
     * The index that has a place in a list.
     *
     * @param place from 0 to {@link #SIZE} - 1
     * @return empty when there is no such list, or no longer
     */
    public Optional<Long> findIndex(long list, int place) {
        return Optional.ofNullable(findSeeds().get(list))
                .map(seed -> list * SIZE + new Permutation(seed).position(place));
    }

    /** Makes a list unless it is there. Several servers may do this at once: one does. */
    public void create(long list) {
        Rows.any(jdbc.sql("INSERT INTO status_lists (list, seed) VALUES (:list, :seed) ON CONFLICT (list) DO NOTHING")
                .param("list", list)
                .param("seed", Secrets.bytes(SEED_BYTES))
                .update());
    }

    /**
     * Deletes lists in which nothing is good any more. A list is full when the one after the next was made, because each
     * is made while the one before it is being filled; its families began before that, so they are gone when the oldest
     * partition is younger. What belongs to a client stays as long as the client has it, and what was revoked as long as
     * it is remembered.
     *
     * @param size how many indexes a list has
     * @return how many lists
     */
    public int deleteEnded(int size) {
        return jdbc.sql("DELETE FROM status_lists l" + ENDED)
                .param("size", (long) size)
                .update();
    }

    /** How many lists {@link #deleteEnded} would delete. */
    public int countEnded(int size) {
        return jdbc.sql("SELECT count(*) FROM status_lists l" + ENDED)
                .param("size", (long) size)
                .query(Integer.class)
                .single();
    }
}
