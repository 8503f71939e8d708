package dev.latchkey.core.once;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code seen_once}: what is good once on all servers, such as the {@code jti} of an assertion or a proof. The
 * primary key is the rule.
 */
public final class SeenOnce {

    private final JdbcClient jdbc;

    public SeenOnce(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a value; true for the first to do so. Call it when everything else is right: what was taken stays taken.
     *
     * @param purpose keeps the values of one use apart from those of others
     * @param value of any length; only its SHA-256 is kept
     * @param until from when on the value is refused for its age, so that it can be forgotten
     */
    public boolean first(String purpose, String value, Instant until) {
        return jdbc.sql("INSERT INTO seen_once (key, expires_at) VALUES (:key, :until) ON CONFLICT DO NOTHING")
                        .param("key", key(purpose, value))
                        .param("until", until.atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
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
