package dev.latchkey.core.jdbc;

import java.sql.SQLException;

/**
 * Keeps a server that cannot write from answering. A standby may lag, so it still has a user as enabled who was disabled
 * on the primary. A connection is checked when it is opened, but a pooler may put another server behind it later;
 * therefore each statement that decides something checks too. A statement that writes fails on such a server anyway.
 */
public final class Primary {

    /** PostgreSQL names it in its error where no session sets it, and only {@link #WAIVED} does. */
    private static final String NAME = "latchkey.primary";

    /**
     * A condition for reads: true on a primary. On a standby, and in a session that may not write, the statement fails, also
     * when it would find no row. PostgreSQL evaluates it once, before the first row, because {@code current_setting} is
     * stable; {@code pg_is_in_recovery} is volatile and would be evaluated for each row, or for none.
     */
    public static final String ONLY =
            "(current_setting('transaction_read_only') = 'off' OR current_setting('" + NAME + "') = '')";

    /**
     * An expression that waives {@link #ONLY} in the session that evaluates it. For a diagnosis only: whatever decides about
     * tokens, users or clients must not read a standby.
     */
    public static final String WAIVED = "set_config('" + NAME + "', '', false)";

    private static final String READ_ONLY_TRANSACTION = "25006";
    private static final String UNDEFINED_OBJECT = "42704";

    private Primary() {}

    /** Whether a statement failed because the server is a standby, or the session may not write. */
    public static boolean isMissing(SQLException e) {
        return READ_ONLY_TRANSACTION.equals(e.getSQLState())
                || (UNDEFINED_OBJECT.equals(e.getSQLState())
                        && String.valueOf(e.getMessage()).contains('"' + NAME + '"'));
    }
}
