package dev.latchkey.core.consent;

import dev.latchkey.core.family.Scopes;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clients that have access to an account: by a consent, or by a token family that can be refreshed. */
public final class Applications {

    private static final String LIST = """
            SELECT c.id, c.client_id, c.name, least(k.granted_at, f.since) AS since, f.used,
                   concat_ws(' ', k.scope, f.scope) AS scope
              FROM (SELECT client_id, scope, granted_at FROM consents WHERE user_id = :user) k
              FULL JOIN (SELECT client_id, string_agg(DISTINCT scope, ' ') AS scope, min(created_at) AS since,
                                max(refreshed_at) AS used
                           FROM tokens
                          WHERE user_id = :user AND revoked_at IS NULL AND idle_until > now()
                          GROUP BY client_id) f ON f.client_id = k.client_id
              JOIN clients c ON c.id = coalesce(k.client_id, f.client_id)
             ORDER BY lower(coalesce(c.name, c.client_id)), c.client_id
            """;

    private final JdbcClient jdbc;

    public Applications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those of a user, by name. */
    public List<ApplicationListing> list(UUID userId) {
        return jdbc.sql(LIST)
                .param("user", userId)
                .query((row, number) -> {
                    Timestamp used = row.getTimestamp("used");
                    String name = row.getString("name");
                    return new ApplicationListing(
                            row.getObject("id", UUID.class),
                            name == null ? row.getString("client_id") : name,
                            scopes(row.getString("scope")),
                            row.getTimestamp("since").toInstant(),
                            used == null ? null : used.toInstant());
                })
                .list();
    }

    /** All together may be longer than a scope parameter. */
    private static Scopes scopes(String text) {
        return Scopes.of(
                Arrays.stream(text.split(" ")).filter(token -> !token.isEmpty()).toList());
    }
}
