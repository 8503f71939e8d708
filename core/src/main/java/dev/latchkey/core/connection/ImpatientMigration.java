package dev.latchkey.core.connection;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Bounds how long a migration waits for a lock. A migration that waits for a table, because a backup reads it, makes
 * every later statement on that table wait too: all sign-ins.
 */
final class ImpatientMigration implements Callback {

    private static final String LIMIT = "SET lock_timeout = '2s'";

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_CONNECT;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.execute(LIMIT);
        } catch (SQLException e) {
            throw new FlywayException("Failed: " + LIMIT, e);
        }
    }

    @Override
    public String getCallbackName() {
        return "lock timeout";
    }
}
