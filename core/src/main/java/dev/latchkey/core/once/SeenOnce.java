package dev.latchkey.core.once;

import dev.latchkey.core.jdbc.Batcher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code seen_once}: what is good once on all servers, such as the {@code jti} of an assertion or a proof. The
 * primary key is the rule.
 */
public final class SeenOnce {

    /** In the order of their keys, so that no two statements wait for each other. */
    private static final String TAKE = """
            INSERT INTO seen_once (key, expires_at)
            SELECT key, to_timestamp(until) FROM unnest(:keys::bytea[], :untils::bigint[]) AS asked (key, until)
             ORDER BY key
            ON CONFLICT DO NOTHING
            RETURNING key
            """;

    /** A value that is to be taken. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Seen(byte[] key, Instant until) {

        /** In whole seconds, not too early. */
        long untilSecond() {
            return until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0);
        }
    }

    private final JdbcClient jdbc;
    private final Batcher<Seen, Boolean> batcher;

    public SeenOnce(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.batcher =
                new Batcher<>(seen -> Optional.ofNullable(take(List.of(seen)).get(0)), this::take);
    }

    /**
     * Takes a value; true for the first to do so. Call it when everything else is right: what was taken stays taken.
     *
     * @param purpose keeps the values of one use apart from those of others
     * @param value of any length; only its SHA-256 is kept
     * @param until from when on the value is refused for its age, so that it can be forgotten
     */
    public boolean first(String purpose, String value, Instant until) {
        return batcher.ask(new Seen(key(purpose, value), until)).orElse(false);
    }

    /** Of several with one value, the first in the list is the first. */
    private Map<Integer, Boolean> take(List<Seen> asked) {
        List<byte[]> taken = new ArrayList<>(jdbc.sql(TAKE)
                .param("keys", asked.stream().map(Seen::key).toArray(byte[][]::new))
                .param("untils", asked.stream().map(Seen::untilSecond).toArray(Long[]::new))
                .query((row, number) -> row.getBytes("key"))
                .list());
        Map<Integer, Boolean> first = new HashMap<>();
        for (int place = 0; place < asked.size(); place++) {
            byte[] key = asked.get(place).key();
            first.put(place, taken.removeIf(one -> Arrays.equals(one, key)));
        }
        return first;
    }

    /** How many are kept now, those that are over included. */
    public long count() {
        return jdbc.sql("SELECT count(*) FROM seen_once").query(Long.class).single();
    }

    /** How many {@link #purge} would forget. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM seen_once WHERE expires_at < now() - interval '10 minutes'")
                .query(Integer.class)
                .single();
    }

    /** Forgets those that have been over for ten minutes, because clocks differ; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM seen_once
                 WHERE key IN (SELECT key FROM seen_once WHERE expires_at < now() - interval '10 minutes' LIMIT :limit)
                """).param("limit", limit).update();
    }

    /** Two different pairs are never the same bytes: the length of the first comes before it. */
    private static byte[] key(String purpose, String value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] first = purpose.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(first.length).flip());
            digest.update(first);
            return digest.digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no SHA-256", e);
        }
    }
}
