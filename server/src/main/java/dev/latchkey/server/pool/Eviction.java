package dev.latchkey.server.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import java.sql.SQLException;

/** Decides which connections leave the pool after a failure, besides those that the pool itself knows to be broken. */
final class Eviction implements SQLExceptionOverride {

    /** The class of SQLSTATEs that end a session, such as 57P01. The pool knows only some of them. */
    private static final String SHUT_DOWN = "57P";

    private final Runnable evictAll;

    /**
     * An eviction policy.
     *
     * @param evictAll called when a server cannot write: other connections may lead there too
     */
    Eviction(Runnable evictAll) {
        this.evictAll = evictAll;
    }

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException e) {
        if (ConnectionPool.isOf(Kind.READ_ONLY, e)) {
            evictAll.run();
            return SQLExceptionOverride.Override.MUST_EVICT;
        }
        return String.valueOf(e.getSQLState()).startsWith(SHUT_DOWN)
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
