package dev.latchkey.core.limit;

import dev.latchkey.core.jdbc.Transactions;

/**
 * Commits counts without waiting for the disk or a standby: a crash of the database may lose those of its last 600 ms. See
 * decision 23.
 */
final class Unflushed {

    private static final String NOT_WAITING = "set_config('synchronous_commit', 'off', true)";

    private Unflushed() {}

    /**
     * An item for the SELECT list of a statement, which changes the setting until its transaction ends. In a transaction
     * with other statements it changes nothing: those must be flushed.
     */
    static String commit() {
        return Transactions.isActive() ? "current_setting('synchronous_commit')" : NOT_WAITING;
    }
}
