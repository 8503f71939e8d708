package dev.latchkey.core.family;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statement that revokes families, and the one that counts what it would revoke. Callers say the condition. */
final class FamilyRevocations {

    private static final String LIVE =
            "clients c WHERE c.id = t.client_id AND t.revoked_at IS NULL AND t.expires_at > now() AND %s";

    private static final String COLUMNS =
            "t.user_id, LEAST(t.expires_at, " + Revocation.ACCESS_TOKENS_UNTIL + ") AS access_tokens_until";

    private static final String REVOKE =
            "UPDATE tokens t SET revoked_at = now(), revoked_reason = :reason FROM " + LIVE + " RETURNING " + COLUMNS;

    /** Takes no lock and writes nothing: sign-ins and refreshes go on meanwhile. */
    private static final String COUNT = "SELECT " + COLUMNS + " FROM tokens t, " + LIVE;

    private final JdbcClient jdbc;

    FamilyRevocations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Revokes families {@code t}. */
    Revocation where(String condition, Map<String, ?> parameters, String reason) {
        return total(REVOKE, condition, parameters, "", "")
                .param("reason", reason)
                .query(FamilyRevocations::map)
                .single();
    }

    /** What {@link #where} would revoke now. */
    Revocation count(String condition, Map<String, ?> parameters) {
        return total(COUNT, condition, parameters, "", "")
                .query(FamilyRevocations::map)
                .single();
    }

    /** Revokes families {@code t} of users; tells what of each of those who had any. */
    Map<UUID, Revocation> byUser(String condition, Map<String, ?> parameters, String reason) {
        Map<UUID, Revocation> revoked = new HashMap<>();
        total(REVOKE, condition, parameters, "user_id,", "GROUP BY user_id")
                .param("reason", reason)
                .query(row -> {
                    revoked.put(row.getObject("user_id", UUID.class), map(row, 0));
                });
        return revoked;
    }

    private JdbcClient.StatementSpec total(
            String families, String condition, Map<String, ?> parameters, String column, String grouping) {
        return jdbc.sql("""
                WITH revoked AS (%s)
                SELECT %s count(*) AS families,
                       max(access_tokens_until) FILTER (WHERE access_tokens_until > now()) AS until
                  FROM revoked %s
                """.formatted(families.formatted(condition), column, grouping))
                .params(parameters);
    }

    private static Revocation map(ResultSet row, int number) throws SQLException {
        return new Revocation(row.getInt("families"), TokenFamilies.instant(row, "until"));
    }
}
