package dev.latchkey.server.operate.startup;

import dev.latchkey.server.pool.ConnectionPool;
import dev.latchkey.server.pool.WatcherConnections;

/** Opens the connections to the database, and waits for an embedded one. */
public final class FirstConnections implements StartupStep {

    private final WatcherConnections watchers;
    private final ConnectionPool pool;

    public FirstConnections(WatcherConnections watchers, ConnectionPool pool) {
        this.watchers = watchers;
        this.pool = pool;
    }

    @Override
    public void run() {
        watchers.open();
        pool.open();
    }
}
