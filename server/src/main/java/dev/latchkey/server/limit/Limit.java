package dev.latchkey.server.limit;

import dev.latchkey.server.http.RateLimitedException;

/**
 * May refuse a try at a password. It is asked twice: in memory before the try enters the queue for hashing, so that
 * refused callers fill no place in it, and in the database when the turn of the try has come.
 */
public interface Limit {

    /**
     * Refuses at once a caller that was refused a moment ago.
     *
     * @throws RateLimitedException when {@link #count} would, as far as this server knows
     */
    void askMemory();

    /**
     * Counts the try as a failure.
     *
     * @throws RateLimitedException when it has to wait; nothing was counted
     */
    Attempt count();
}
