package dev.latchkey.db.connection;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema of a database up to the one that this version is written for. */
public final class Migrations {

    private Migrations() {}

    /**
     * Applies what is missing. Several programs may do this at once: one does, the others wait.
     *
     * @return how many migrations were applied
     */
    public static int migrate(ConnectionSettings settings) {
        return migrate(DataSources.direct(settings));
    }

    /** As {@link #migrate(ConnectionSettings)}. */
    public static int migrate(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:dev/latchkey/db/migrations")
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
