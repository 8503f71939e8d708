package dev.latchkey.server.operate.startup;

import dev.latchkey.core.family.TokenPartitions;

/** Adds the partitions of the next weeks, as a migration does; where servers may not migrate they find them made. */
public final class Partitions implements StartupStep {

    private final StartupDatabase startup;
    private final TokenPartitions partitions;

    public Partitions(StartupDatabase startup, TokenPartitions partitions) {
        this.startup = startup;
        this.partitions = partitions;
    }

    @Override
    public void run() {
        if (startup.mayMigrate()) {
            partitions.extend();
        }
    }
}
