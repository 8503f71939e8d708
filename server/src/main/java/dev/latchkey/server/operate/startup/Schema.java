package dev.latchkey.server.operate.startup;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.core.connection.SchemaVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema to the version that this server is written for, or refuses another one. */
public final class Schema implements StartupStep {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private final StartupDatabase startup;
    private final Database database;

    public Schema(StartupDatabase startup, Database database) {
        this.startup = startup;
        this.database = database;
    }

    /**
     * Migrates where the settings let it.
     *
     * @throws ConfigurationException when the schema is ahead, or behind and may not be migrated
     */
    @Override
    public void run() {
        SchemaVersion version = database.schemaVersion();
        if (version.isBehind() && startup.mayMigrate()) {
            int applied = Migrations.migrate(startup.settings());
            LOG.info("Applied {} migrations", applied);
        } else if (version.isBehind()) {
            throw new ConfigurationException("The schema of the database is at version " + version.current() + ", not "
                    + SchemaVersion.EXPECTED + ": run 'latchkey db migrate', or set latchkey.database.migrate=auto.");
        } else if (version.isAhead()) {
            // Servers that run already go on; this one cannot know what it would have to keep.
            throw new ConfigurationException("The schema of the database is at version " + version.current()
                    + ", newer than " + SchemaVersion.EXPECTED + ": start a newer version of the server.");
        }
    }
}
