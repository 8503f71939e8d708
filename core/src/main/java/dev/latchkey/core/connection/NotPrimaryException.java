package dev.latchkey.core.connection;

import java.sql.SQLException;

/** The server that was connected to is a standby, or lets this role only read. Such a connection is never handed out. */
final class NotPrimaryException extends SQLException {

    private static final long serialVersionUID = 1L;

    static final String MESSAGE =
            "the database server cannot write (it is a standby, or default_transaction_read_only is on):"
                    + " use the address of the primary";

    NotPrimaryException() {
        super(MESSAGE, "25006");
    }
}
