package dev.latchkey.core.family;

import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Begins the family of a device that a user allowed (<a href="https://www.rfc-editor.org/rfc/rfc8628#section-3.5">RFC 8628,
 * section 3.5</a>), under the id of its grant: the primary key is what makes a device code good once.
 */
public final class DeviceFamilies {

    private final JdbcClient jdbc;

    public DeviceFamilies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Begins the family, if user and client are still what they were when the user decided. The locks on their rows order
     * this before or after whatever ends one of them; in the order of all statements: user, client, grant, family.
     *
     * @param id of the grant
     * @param lifetime until the family ends, however often it is refreshed
     * @param idle until it ends unless it is refreshed
     * @param jkt the thumbprint of the key or certificate that the refresh tokens of a public client are bound to; null for none
     * @param resources that must be granted, as URIs; none for all that are granted
     * @return empty when no user allowed it, when that is over or was used, or when user or client changed
     */
    public Optional<Family> begin(
            UUID id, UUID clientId, Duration lifetime, Duration idle, @Nullable String jkt, List<String> resources) {
        return jdbc.sql("""
                INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at, address, user_agent,
                                    auth_time, amr, resource, jkt)
                SELECT d.id, u.id, c.id, 'device_code', d.scope,
                       LEAST(now() + LEAST(:idle, :lifetime) * interval '1 second', u.valid_until),
                       LEAST(now() + :lifetime * interval '1 second', u.valid_until), d.address, d.user_agent, d.auth_time, d.amr,
                       d.resource, :jkt
                  FROM users u
                  JOIN clients c ON c.id = :client
                  JOIN device_grants d ON d.user_id = u.id AND d.client_id = c.id
                 WHERE d.id = :id AND d.approved AND d.expires_at > now()
                   AND string_to_array(:resources, ' ') <@ string_to_array(coalesce(d.resource, ''), ' ')
                   AND u.disabled_at IS NULL AND u.credential_version = d.credential_version
                   AND (u.valid_until > now()) IS NOT FALSE
                   AND c.disabled_at IS NULL AND 'device_code' = ANY (c.grant_types)
                   AND (c.tokens_not_before IS NULL OR c.tokens_not_before <= d.decided_at)
                   FOR SHARE
                ON CONFLICT (id) DO NOTHING
                RETURNING id, client_id, user_id, generation, expires_at, scope, status_index, session_id, auth_time, amr, claims, resource, jkt,
                          (SELECT username FROM users u WHERE u.id = tokens.user_id) AS username,
                          (SELECT array_to_string(scopes, ' ') FROM users u WHERE u.id = tokens.user_id) AS user_scope,
                          (SELECT array_to_string(groups, ' ') FROM users u WHERE u.id = tokens.user_id) AS groups
                """)
                .param("id", id)
                .param("client", clientId)
                .param("resources", String.join(" ", resources))
                .param("idle", idle.toSeconds())
                .param("lifetime", lifetime.toSeconds())
                .param("jkt", Restrictions.bytes(jkt), Types.BINARY)
                .query(TokenFamilies::mapFamily)
                .optional();
    }
}
