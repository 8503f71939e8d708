package dev.latchkey.core.connection;

import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Brings the schema of a database up to the one that this version is written for. */
public final class Migrations {

    private static final int ATTEMPTS = 5;
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private Migrations() {}

    /**
     * Applies the missing migrations. If several programs call this at the same time, one migrates and the others wait.
     *
     * @return how many migrations were applied
     */
    public static int migrate(ConnectionSettings settings) {
        return migrate(DataSources.direct(settings));
    }

    /**
     * As {@link #migrate(ConnectionSettings)}.
     *
     * @throws ConfigurationException when the database has tables of something else, or of a Latchkey with other
     *     migrations, or when something else keeps a table that is to be changed for longer than a while
     */
    public static int migrate(DataSource dataSource) {
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:dev/latchkey/core/migrations")
                .callbacks(new ImpatientMigration())
                // No other program uses a new database, so one transaction blocks none, and it saves a hundred round
                // trips.
                .group(isNew(dataSource))
                .load();
        for (int attempt = 1; ; attempt++) {
            try {
                return flyway.migrate().migrationsExecuted;
            } catch (FlywayException e) {
                refuseForeign(e);
                refuseQuotedRole(dataSource, e);
                if (!isLockTimeout(e)) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw new ConfigurationException(
                            "The schema cannot be changed while something else reads the tables,"
                                    + " a backup or a long listing: try again when that is over.");
                }
            }
        }
    }

    private static boolean isNew(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql("SELECT to_regclass('flyway_schema_history') IS NULL")
                .query(Boolean.class)
                .single();
    }

    private static void refuseForeign(FlywayException e) {
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            throw new ConfigurationException(
                    "The database has tables of something else: give Latchkey a database of its own.");
        }
        if (e.getErrorCode() == CoreErrorCode.VALIDATE_ERROR) {
            throw new ConfigurationException("The database was migrated by something else, or by another Latchkey"
                    + " than this one's predecessors: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /** Flyway puts the name of the role into a statement as it is, after everything else went well. */
    private static void refuseQuotedRole(DataSource dataSource, FlywayException e) {
        if (String.valueOf(e.getMessage()).contains("SET ROLE '")) {
            String role = JdbcClient.create(dataSource)
                    .sql("SELECT current_user::text")
                    .query(String.class)
                    .single();
            throw new ConfigurationException("The database role \"" + role
                    + "\" has a quote in its name, which migrations cannot handle: use another role.");
        }
    }

    private static boolean isLockTimeout(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState()));
    }
}
