package dev.latchkey.db.sql;

import java.sql.SQLException;

/**
 * Keeps a server that cannot write from answering. A standby may lag, so it still has a user as enabled who was disabled
 * on the primary. A connection is checked when it is opened, but a pooler may put another server behind it later;
 * therefore each statement that decides something checks too. A statement that writes fails on such a server anyway.
 */
public final class Primary {

    /** PostgreSQL names it in its error because nothing ever sets it. */
    private static final String NAME = "latchkey.primary";

    private static final String OTHERWISE_FAIL = " THEN current_setting('" + NAME + "') = '' ELSE true END";

    /**
     * A condition for reads: true on a primary; on a standby the statement fails, also when it would find no row.
     * PostgreSQL evaluates it once, before the first row, which costs a microsecond.
     */
    public static final String ONLY = "CASE WHEN pg_is_in_recovery()" + OTHERWISE_FAIL;

    /**
     * As {@link #ONLY}, and the statement also fails in a session that may not write. For statements that are not a part
     * of every request: this costs more.
     */
    public static final String WRITABLE = "CASE WHEN current_setting('transaction_read_only') = 'on'" + OTHERWISE_FAIL;

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
