package dev.latchkey.core;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many connections PostgreSQL allows.
 *
 * @param role the role with the smallest limit, of this session's and the servers'; null when neither has one
 * @param ofRole its limit; {@link Integer#MAX_VALUE} without one
 * @param ofDatabase of the database; the same without one
 * @param ofServer of PostgreSQL as a whole, without what it keeps for superusers
 */
public record ConnectionLimits(@Nullable String role, int ofRole, int ofDatabase, int ofServer) {

    static ConnectionLimits read(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT role.rolname AS role, coalesce(role.rolconnlimit, :none) AS of_role,
                       (SELECT CASE WHEN datconnlimit < 0 THEN :none ELSE datconnlimit END
                          FROM pg_database WHERE datname = current_database()) AS of_database,
                       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
                           - coalesce(current_setting('reserved_connections', true)::int, 0) AS of_server
                  FROM (SELECT 1) AS always
                  LEFT JOIN LATERAL (
                       SELECT rolname, rolconnlimit FROM pg_roles
                        WHERE rolname IN (current_user, 'latchkey_server') AND rolconnlimit >= 0 AND NOT rolsuper
                        ORDER BY rolconnlimit LIMIT 1) AS role ON true
                """)
                .param("none", Integer.MAX_VALUE)
                .query((row, number) -> new ConnectionLimits(
                        row.getString("role"),
                        row.getInt("of_role"),
                        row.getInt("of_database"),
                        row.getInt("of_server")))
                .single();
    }

    /** The smallest of them. */
    public int smallest() {
        return Math.min(ofRole, Math.min(ofDatabase, ofServer));
    }
}
