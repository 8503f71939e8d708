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

    /** Asks the database. Every command does: for a type, Spring would make all its conversions. */
    public static SchemaVersion read(JdbcClient jdbc) {
        boolean migrated = jdbc.sql("SELECT to_regclass('flyway_schema_history') IS NOT NULL WHERE " + Primary.ONLY)
                .query((row, number) -> row.getBoolean(1))
                .single();
        return new SchemaVersion(
                migrated
                        ? jdbc.sql("SELECT coalesce(max(version::int), 0) FROM flyway_schema_history WHERE success")
                                .query((row, number) -> row.getInt(1))
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
