package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.Session;
import dev.latchkey.core.ConnectionLimits;
import dev.latchkey.core.Database;

/** Whether a server gets the connections that it needs. */
final class ConnectionChecks {

    private static final String POOL_SIZE = "LATCHKEY_DATABASE_POOL_SIZE";
    private static final int DEFAULT_POOL_SIZE = 10;

    /** A server keeps these beside its pool, and does not start without one more. */
    private static final int WATCHERS = 2;

    private final Session session;

    ConnectionChecks(Session session) {
        this.session = session;
    }

    Finding run(Database database) {
        ConnectionLimits limits = database.connectionLimits();
        int needed = poolSize() + WATCHERS;
        int allowed = limits.smallest();
        if (allowed >= needed) {
            return Finding.pass("connections", "a server takes " + needed + " of at most " + allowed);
        }
        String message = "a server wants " + needed + " and " + limiting(limits) + " allows " + allowed
                + ": raise that limit, or lower " + POOL_SIZE;
        return allowed > WATCHERS ? Finding.warn("connections", message) : Finding.fail("connections", message);
    }

    private static String limiting(ConnectionLimits limits) {
        int smallest = limits.smallest();
        if (smallest == limits.ofRole()) {
            return "role " + limits.role();
        }
        return smallest == limits.ofDatabase() ? "the database" : "max_connections";
    }

    private int poolSize() {
        String text =
                session.surroundings().variables().getOrDefault(POOL_SIZE, "").strip();
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : DEFAULT_POOL_SIZE;
    }
}
