package dev.latchkey.core.family;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statement that revokes families, of which callers say the condition. */
final class FamilyRevocations {

    private final JdbcClient jdbc;

    FamilyRevocations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Revokes families {@code t}. */
    Revocation where(String condition, Map<String, ?> parameters, String reason) {
        return statement(condition, parameters, reason, "", "")
                .query(FamilyRevocations::map)
                .single();
    }

    /** Revokes families {@code t} of users; tells what of each of those who had any. */
    Map<UUID, Revocation> byUser(String condition, Map<String, ?> parameters, String reason) {
        Map<UUID, Revocation> revoked = new HashMap<>();
        statement(condition, parameters, reason, "user_id,", "GROUP BY user_id").query(row -> {
            revoked.put(row.getObject("user_id", UUID.class), map(row, 0));
        });
        return revoked;
    }

    private JdbcClient.StatementSpec statement(
            String condition, Map<String, ?> parameters, String reason, String column, String grouping) {
        return jdbc.sql("""
                WITH revoked AS (
                    UPDATE tokens t
                       SET revoked_at = now(), revoked_reason = :reason
                      FROM clients c
                     WHERE c.id = t.client_id AND t.revoked_at IS NULL AND t.expires_at > now() AND %s
                    RETURNING t.user_id, LEAST(t.expires_at, %s) AS access_tokens_until
                )
                SELECT %s count(*) AS families,
                       max(access_tokens_until) FILTER (WHERE access_tokens_until > now()) AS until
                  FROM revoked %s
                """.formatted(condition, Revocation.ACCESS_TOKENS_UNTIL, column, grouping))
                .params(parameters)
                .param("reason", reason);
    }

    private static Revocation map(ResultSet row, int number) throws SQLException {
        return new Revocation(row.getInt("families"), TokenFamilies.instant(row, "until"));
    }
}
