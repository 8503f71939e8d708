package dev.latchkey.core.account;

import dev.latchkey.core.jdbc.Rows;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends authorization codes that were issued to clients and not redeemed. No row has a code, so the user's row has the
 * time before which they were issued: a redemption locks it, and so comes before this or sees it.
 */
public final class PendingCodes {

    private final JdbcClient jdbc;

    public PendingCodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Refuses the codes that a user has allowed until now, those of all clients, and keeps the user's row locked until
     * the transaction ends. Does nothing when there is no such user.
     */
    public void refuse(UUID userId) {
        // The time of the clock after the wait for the lock: codes were issued during it.
        Rows.any(jdbc.sql("""
                UPDATE users
                   SET codes_not_before = clock_timestamp()
                  FROM (SELECT id FROM users WHERE id = :user FOR NO KEY UPDATE) locked
                 WHERE users.id = locked.id
                """).param("user", userId).update());
    }
}
