package dev.latchkey.core.connection;

import java.sql.SQLException;

/** The address for listening leads to another database than that for requests, or to another server of a cluster. */
final class OtherDatabaseException extends SQLException {

    private static final long serialVersionUID = 1L;

    OtherDatabaseException() {
        super("LATCHKEY_DB_LISTEN_URL leads to another database than LATCHKEY_DB_URL", "3D000");
    }
}
