package dev.latchkey.server.operate.startup;

import dev.latchkey.core.Database;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.Migrations;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.server.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the schema is the one that this version is written for. */
public final class Schema {

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    private Schema() {}

    /**
     * Brings the schema up to date, or refuses one that is not.
     *
     * @throws ConfigurationException when it is ahead, or behind and may not be migrated
     */
    public static void prepare(StartupDatabase startup, Database database, ServerSettings settings) {
        ServerSettings.Migrate migrate = settings.database().migrate();
        if (migrate == null) {
            migrate = startup.isEmbedded() ? ServerSettings.Migrate.AUTO : ServerSettings.Migrate.VALIDATE;
        }
        SchemaVersion version = database.schemaVersion();
        if (version.isBehind() && migrate == ServerSettings.Migrate.AUTO) {
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
        if (migrate == ServerSettings.Migrate.AUTO) {
            database.partitions().extend();
        }
    }
}
