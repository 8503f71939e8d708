package dev.latchkey.server.operate.startup;

import dev.latchkey.core.DirectoryVersion;
import dev.latchkey.server.clock.DatabaseClock;

/** Sets the clock by the database: which key signs is a matter of time. */
public final class FirstLook implements StartupStep {

    private final DirectoryVersion version;
    private final DatabaseClock clock;

    public FirstLook(DirectoryVersion version, DatabaseClock clock) {
        this.version = version;
        this.clock = clock;
    }

    @Override
    public void run() {
        clock.set(version.look());
    }
}
