package dev.latchkey.core.consent;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.SessionReference;
import java.sql.Types;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code consents}; each change is one transaction with its audit row. */
public final class Consents {

    private final JdbcClient jdbc;
    private final DeviceGrants devices;
    private final RelatedFamilies families;
    private final AuditLog audit;
    private final Transactions transactions;

    public Consents(
            JdbcClient jdbc,
            DeviceGrants devices,
            RelatedFamilies families,
            AuditLog audit,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.families = families;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What a user allowed a client until now; empty when nothing. */
    public Optional<Scopes> find(UUID userId, UUID clientId) {
        return jdbc.sql("SELECT scope FROM consents WHERE user_id = :user AND client_id = :client")
                .param("user", userId)
                .param("client", clientId)
                .query((row, number) -> Scopes.parse(row.getString("scope")))
                .optional();
    }

    /**
     * Adds to what the user of a session allows a client.
     *
     * @return false when the session is over by now, or the client is disabled; nothing happened then
     */
    public boolean approve(SessionReference session, UUID clientId, Scopes scopes, Attribution by) {
        record Approved(UUID userId, String username) {}
        return transactions.in(() -> {
            Optional<Approved> approved = jdbc.sql("""
                    INSERT INTO consents (user_id, client_id, scope)
                    SELECT u.id, c.id, :scope
                      FROM users u
                      JOIN browser_sessions s ON s.user_id = u.id AND s.credential_version = u.credential_version
                      JOIN clients c ON c.id = :client AND c.disabled_at IS NULL
                     WHERE s.id = :session AND s.generation = :generation
                       AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
                       FOR SHARE
                    ON CONFLICT (user_id, client_id) DO UPDATE
                       SET granted_at = now(),
                           scope = array_to_string(ARRAY(
                               SELECT DISTINCT name COLLATE "C"
                                 FROM unnest(string_to_array(consents.scope || ' ' || excluded.scope, ' ')) AS name
                                WHERE name <> ''
                                ORDER BY 1), ' ')
                    RETURNING user_id, (SELECT username FROM users WHERE users.id = user_id) AS username
                    """)
                    .param("session", session.id())
                    .param("generation", session.generation())
                    .param("client", clientId)
                    .param("scope", scopes.toString())
                    .query(Approved.class)
                    .optional();
            approved.ifPresent(user -> audit.recordBounded(
                    by,
                    "consent.grant",
                    user.userId(),
                    user.username(),
                    Map.of("client", clientId.toString(), "scope", scopes.toString()),
                    user.userId()));
            return approved.isPresent();
        });
    }

    /**
     * The result of withdrawing a consent.
     *
     * @param changed false when there was none
     */
    public record Withdrawal(boolean changed, Revocation revocation) {}

    /** Withdraws the consent of a user to a client, and revokes the token families that the client has of that user. */
    public Withdrawal withdraw(UUID userId, UUID clientId, Attribution by) {
        return transactions.in(() -> {
            // First: a redemption holds a lock on the row until its family is there to be seen and revoked.
            Optional<String> scope = jdbc.sql("""
                    DELETE FROM consents WHERE user_id = :user AND client_id = :client RETURNING scope
                    """)
                    .param("user", userId)
                    .param("client", clientId)
                    .query(String.class)
                    .optional();
            devices.forget(userId, clientId);
            Revocation revocation = families.revokeAllOf(userId, clientId, "consent_withdrawn");
            if (scope.isPresent() || revocation.families() > 0) {
                Map<String, String> details = new HashMap<>(revocation.details());
                details.put("client", clientId.toString());
                scope.ifPresent(withdrawn -> details.put("scope", withdrawn));
                audit.record(by, "consent.withdraw", userId, username(userId), details);
            }
            return new Withdrawal(scope.isPresent(), revocation);
        });
    }

    private @Nullable String username(UUID userId) {
        return jdbc.sql("SELECT username FROM users WHERE id = :user")
                .param("user", userId)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /**
     * Hands consents to {@code consumer} in the order of their users and clients, one at a time. Call it in a transaction,
     * else the driver reads everything first.
     *
     * @param userId null for any
     * @param clientId null for any
     * @param limit how many at most; 0 for all
     */
    public void forEach(@Nullable UUID userId, @Nullable UUID clientId, int limit, Consumer<ConsentListing> consumer) {
        var query = jdbc.sql("""
                SELECT k.user_id, u.username, k.client_id, c.client_id AS client, k.scope, k.granted_at
                  FROM consents k
                  JOIN users u ON u.id = k.user_id
                  JOIN clients c ON c.id = k.client_id
                 WHERE (:user::uuid IS NULL OR k.user_id = :user::uuid)
                   AND (:client::uuid IS NULL OR k.client_id = :client::uuid)
                 ORDER BY u.username, c.client_id
                 LIMIT :limit
                """)
                .param("user", userId)
                .param("client", clientId)
                .param("limit", limit == 0 ? null : limit, Types.BIGINT)
                .withFetchSize(1000)
                .query((row, number) -> new ConsentListing(
                        row.getObject("user_id", UUID.class),
                        row.getString("username"),
                        row.getObject("client_id", UUID.class),
                        row.getString("client"),
                        Scopes.parse(row.getString("scope")),
                        row.getTimestamp("granted_at").toInstant()));
        try (var consents = query.stream()) {
            consents.forEach(consumer);
        }
    }
}
