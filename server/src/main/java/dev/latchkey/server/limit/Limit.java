package dev.latchkey.server.limit;

import dev.latchkey.server.http.RateLimitedException;

/**
 * What may refuse a try at a password. It is asked twice: from memory before the try waits for its hash, so that whoever
 * is refused takes nobody's place there, and from the database when its turn has come.
 */
public interface Limit {

    /**
     * Refuses at once who was refused a moment ago.
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
