package dev.latchkey.server.pool;

import com.zaxxer.hikari.SQLExceptionOverride;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import java.sql.SQLException;

/** Says which connections leave the pool after a failure, besides those that the pool knows to be broken. */
final class Eviction implements SQLExceptionOverride {

    /** 57P0x ends a session. The pool knows only some of these codes. */
    private static final String SHUT_DOWN = "57P";

    private final Runnable evictAll;

    /**
     * An eviction policy.
     *
     * @param evictAll called when a server turned out not to be able to write: other connections may lead there too
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
