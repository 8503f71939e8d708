package dev.latchkey.core.connection;

import dev.latchkey.core.jdbc.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The version of the schema that a database has.
 *
 * @param current the number of its newest migration; 0 for an empty database
 */
public record SchemaVersion(int current) {

    /** The version that this program is written for: the number of its newest migration. */
    public static final int EXPECTED = 39;

    /** Asks the database. */
    public static SchemaVersion read(JdbcClient jdbc) {
        boolean migrated = jdbc.sql("SELECT to_regclass('flyway_schema_history') IS NOT NULL WHERE " + Primary.ONLY)
                .query(Boolean.class)
                .single();
        return new SchemaVersion(
                migrated
                        ? jdbc.sql("SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success")
                                .query(Integer.class)
                                .single()
                        : 0);
    }

    public boolean isBehind() {
        return current < EXPECTED;
    }

    public boolean isAhead() {
        return current > EXPECTED;
    }
}
