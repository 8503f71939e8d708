package dev.latchkey.core.consent;

import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.AuthorizationCodes;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Primary;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clients that have access to an account: by a consent, or by a token family that can be refreshed. */
public final class Applications {

    private static final String LIST = """
            SELECT c.id, c.client_id, c.name, least(k.granted_at, f.since) AS since, f.used,
                   concat_ws(' ', k.scope, k.resource_scope, f.scope) AS scope, concat_ws(' ', k.resource, f.resource) AS resource
              FROM (SELECT client_id, scope, granted_at,
                           (SELECT string_agg(key, ' ') FROM jsonb_each_text(resource_scopes)) AS resource,
                           (SELECT string_agg(value, ' ') FROM jsonb_each_text(resource_scopes)) AS resource_scope
                      FROM consents WHERE user_id = :user) k
              FULL JOIN (SELECT client_id, string_agg(DISTINCT scope, ' ') AS scope, min(created_at) AS since,
                                max(refreshed_at) AS used, string_agg(DISTINCT resource, ' ') AS resource
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
                            Scopes.of(words(row.getString("scope"))),
                            words(row.getString("resource")),
                            row.getTimestamp("since").toInstant(),
                            used == null ? null : used.toInstant());
                })
                .list();
    }

    /** A user and a client that has access to the account. */
    public record Pair(UUID userId, UUID clientId) {}

    /**
     * Whom users have given access: by a consent, or on a page without one, by a token family that can still be refreshed or
     * a device that will fetch its first tokens. Passwords that were given to a client are not meant.
     *
     * @param userId null for any
     * @param clientId null for any
     */
    public List<Pair> allowed(@Nullable UUID userId, @Nullable UUID clientId) {
        return jdbc.sql("""
                SELECT user_id, client_id
                  FROM (SELECT user_id, client_id FROM consents
                        UNION
                        SELECT user_id, client_id FROM device_grants WHERE approved AND expires_at > now()
                        UNION
                        SELECT user_id, client_id FROM tokens
                         WHERE grant_type IN ('authorization_code', 'device_code')
                           AND revoked_at IS NULL AND idle_until > now()) a
                 WHERE (:user::uuid IS NULL OR user_id = :user::uuid)
                   AND (:client::uuid IS NULL OR client_id = :client::uuid)
                 ORDER BY user_id, client_id
                """)
                .param("user", userId)
                .param("client", clientId)
                .query((row, number) ->
                        new Pair(row.getObject("user_id", UUID.class), row.getObject("client_id", UUID.class)))
                .list();
    }

    /** Whether the consent that an authorization code needs when it is redeemed is there. */
    public boolean covers(AuthorizationCode code) {
        AuthorizationCode.Grant grant = code.grant();
        return jdbc.sql("""
                SELECT EXISTS (SELECT
                                 FROM users u
                                 JOIN clients c ON c.id = :client
                                 %s
                                WHERE u.id = :user)
                 WHERE
                """.formatted(AuthorizationCodes.CONSENT) + Primary.ONLY)
                .param("user", code.grantor().userId())
                .param("client", grant.clientId())
                .param("scope", grant.scopes().toString())
                .param("resource", Restrictions.resource(grant.restrictions().resources()), Types.VARCHAR)
                .query(Boolean.class)
                .single();
    }

    /** All together may be longer than a scope parameter. */
    private static SortedSet<String> words(String text) {
        SortedSet<String> words = new TreeSet<>(Arrays.asList(text.split(" ")));
        words.remove("");
        return words;
    }
}
