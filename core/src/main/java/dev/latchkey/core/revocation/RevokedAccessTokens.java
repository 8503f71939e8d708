package dev.latchkey.core.revocation;

import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code revoked_access_tokens}: access tokens without a family that were revoked before they expired. */
public final class RevokedAccessTokens {

    private static final String IS_REVOKED = """
            SELECT EXISTS (SELECT FROM revoked_access_tokens WHERE jti = :jti)
                   OR EXISTS (SELECT FROM revoked_statuses WHERE status_index = :statusIndex)
             WHERE
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    public RevokedAccessTokens(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Revokes a token, and what was exchanged from it. A row that is there already, perhaps of another request, stays at least as long. */
    public void revoke(UUID jti, Instant expiresAt) {
        // Again after a deadlock: a trigger deletes the families, as the end of their client does.
        transactions.run(() -> Rows.any(jdbc.sql("""
                INSERT INTO revoked_access_tokens (jti, expires_at) VALUES (:jti, :expiresAt)
                    ON CONFLICT (jti) DO UPDATE
                       SET expires_at = greatest(revoked_access_tokens.expires_at, excluded.expires_at)
                """)
                .param("jti", jti)
                .param("expiresAt", expiresAt.atOffset(ZoneOffset.UTC))
                .update()));
    }

    /**
     * Whether a token was revoked, alone or with all tokens of its client. Those that a server issued before it had heard of
     * that are told by their place: the client has another one since.
     *
     * @param statusIndex whose place in a status list the token names; null when it names none
     */
    public boolean isRevoked(UUID jti, @Nullable Long statusIndex) {
        return jdbc.sql(IS_REVOKED)
                .param("jti", jti)
                .param("statusIndex", statusIndex, Types.BIGINT)
                .query(Boolean.class)
                .single();
    }

    /** How many have expired by themselves. */
    public int countExpired() {
        return jdbc.sql("SELECT count(*) FROM revoked_access_tokens WHERE expires_at < now() - interval '1 minute'")
                .query(Integer.class)
                .single();
    }

    /**
     * Forgets tokens that have expired by themselves; at most {@code limit} at once. A row that is revoked again
     * meanwhile stays: the outer condition is what PostgreSQL looks at again after it waited for the row.
     */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM revoked_access_tokens
                 WHERE jti IN (SELECT jti FROM revoked_access_tokens WHERE expires_at < now() - interval '1 minute' LIMIT :limit)
                   AND expires_at < now() - interval '1 minute'
                """).param("limit", limit).update();
    }

    /** How many expired more than a day ago and are still there. Above zero, no server purges them. */
    public int countOverdue() {
        return jdbc.sql("SELECT count(*) FROM revoked_access_tokens WHERE expires_at < now() - interval '1 day'")
                .query(Integer.class)
                .single();
    }
}
