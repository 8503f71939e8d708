package dev.latchkey.core.consent;

import dev.latchkey.core.account.PendingCodes;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.client.Clients;
import dev.latchkey.core.consent.Applications.Pair;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.SessionReference;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code consents}; each change is one transaction with its audit row. */
public final class Consents {

    private final JdbcClient jdbc;
    private final PendingCodes codes;
    private final Clients clients;
    private final Withdrawals withdrawals;
    private final AuditLog audit;
    private final Transactions transactions;

    public Consents(
            JdbcClient jdbc,
            Clients clients,
            DeviceGrants devices,
            RelatedFamilies families,
            AuditLog audit,
            Transactions transactions) {
        this.jdbc = jdbc;
        this.codes = new PendingCodes(jdbc);
        this.clients = clients;
        this.withdrawals = new Withdrawals(jdbc, devices, families, audit);
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What a user allowed a client until now without a resource; empty when nothing. */
    public Optional<Scopes> find(UUID userId, UUID clientId) {
        return jdbc.sql("SELECT scope FROM consents WHERE user_id = :user AND client_id = :client")
                .param("user", userId)
                .param("client", clientId)
                .query((row, number) -> Scopes.parse(row.getString("scope")))
                .optional();
    }

    /** As {@link #approve(SessionReference, UUID, Scopes, Targets, Attribution)}, without a resource. */
    public boolean approve(SessionReference session, UUID clientId, Scopes scopes, Attribution by) {
        return approve(session, clientId, scopes, Targets.NONE, by);
    }

    /**
     * Adds to what the user of a session allows a client. What is allowed for a resource counts for that one alone, and what
     * is allowed without one counts for none. What was allowed for a resource that is no longer there is forgotten.
     *
     * @param scopes all that the user allows now
     * @param targets the resources that the request names
     * @return false when the session is over by now, the client is disabled, or a resource is gone or was added again since;
     *     nothing happened then
     */
    public boolean approve(SessionReference session, UUID clientId, Scopes scopes, Targets targets, Attribution by) {
        record Approved(UUID userId, String username) {}
        Map<String, Scopes> byResource = targets.divide(scopes);
        return transactions.in(() -> {
            if (!targets.isNone() && !lock(session, clientId, targets)) {
                return false;
            }
            Optional<Approved> approved = jdbc.sql("""
                    INSERT INTO consents (user_id, client_id, scope, resource_scopes)
                    SELECT u.id, c.id, :scope, jsonb_object(:resources::text[], :resourceScopes::text[])
                      FROM users u
                      JOIN browser_sessions s ON s.user_id = u.id AND s.credential_version = u.credential_version
                      JOIN clients c ON c.id = :client AND c.disabled_at IS NULL
                     WHERE s.id = :session AND s.generation = :generation
                       AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
                       AND (u.valid_until > now()) IS NOT FALSE
                       FOR SHARE
                    ON CONFLICT (user_id, client_id) DO UPDATE
                       SET granted_at = now(),
                           scope = %s,
                           resource_scopes = coalesce(
                               (SELECT jsonb_object_agg(held.key, held.value)
                                  FROM jsonb_each(consents.resource_scopes) held
                                 WHERE held.key IN (SELECT uri FROM resources)),
                               '{}') || coalesce(
                               (SELECT jsonb_object_agg(added.key, %s) FROM jsonb_each_text(excluded.resource_scopes) added),
                               '{}')
                    RETURNING user_id, (SELECT username FROM users WHERE users.id = user_id) AS username
                    """.formatted(
                                    union("consents.scope", "excluded.scope"),
                                    union("consents.resource_scopes ->> added.key", "added.value")))
                    .param("session", session.id())
                    .param("generation", session.generation())
                    .param("client", clientId)
                    .param("scope", byResource.isEmpty() ? scopes.toString() : "")
                    .param("resources", byResource.keySet().toArray(String[]::new))
                    .param(
                            "resourceScopes",
                            byResource.values().stream().map(Scopes::toString).toArray(String[]::new))
                    .query(Approved.class)
                    .optional();
            approved.ifPresent(user -> audit.recordBounded(
                    by,
                    "consent.grant",
                    user.userId(),
                    user.username(),
                    details(clientId, scopes, byResource),
                    user.userId()));
            return approved.isPresent();
        });
    }

    /**
     * Keeps resources from being removed until the transaction ends, so that a removal finds what is allowed for them;
     * false when one of them is not there. The locks are in the order of all statements: user, session, client, resource.
     */
    private boolean lock(SessionReference session, UUID clientId, Targets targets) {
        jdbc.sql("""
                SELECT
                  FROM users u
                  JOIN browser_sessions s ON s.user_id = u.id
                  JOIN clients c ON c.id = :client
                 WHERE s.id = :session
                   FOR SHARE
                """).param("client", clientId).param("session", session.id()).query(row -> {});
        return jdbc.sql("""
                        SELECT r.uri
                          FROM resources r
                          JOIN unnest(:uris::text[], :times::timestamptz[]) AS shown (uri, created_at)
                            ON shown.uri = r.uri AND shown.created_at = r.created_at
                           FOR KEY SHARE OF r
                        """)
                        .param("uris", targets.uris().toArray(String[]::new))
                        .param(
                                "times",
                                targets.resources().stream()
                                        .map(resource -> resource.createdAt().toString())
                                        .toArray(String[]::new))
                        .query(String.class)
                        .list()
                        .size()
                == targets.resources().size();
    }

    /** An expression for the scopes of two texts, of which the first may be null, in the order of {@link Scopes}. */
    private static String union(String some, String others) {
        return """
                array_to_string(ARRAY(
                    SELECT DISTINCT name COLLATE "C"
                      FROM unnest(string_to_array(concat_ws(' ', %s, %s), ' ')) AS name
                     WHERE name <> ''
                     ORDER BY 1), ' ')""".formatted(some, others);
    }

    private static Map<String, String> details(UUID clientId, Scopes scopes, Map<String, Scopes> byResource) {
        Map<String, String> details = new HashMap<>();
        details.put("client", clientId.toString());
        details.put("scope", scopes.toString());
        if (!byResource.isEmpty()) {
            details.put("resource", String.join(" ", byResource.keySet()));
        }
        return details;
    }

    /**
     * The result of withdrawing a consent.
     *
     * @param changed false when there was none
     */
    public record Withdrawal(boolean changed, Revocation revocation) {}

    /**
     * Withdraws the consent of a user to a client, revokes the token families that the client has of that user, and
     * refuses the authorization codes that the user allowed until now.
     */
    public Withdrawal withdraw(UUID userId, UUID clientId, Attribution by) {
        return transactions.in(() -> {
            // First: a redemption holds a lock on the row until its family is there to be seen and revoked.
            codes.refuse(userId);
            return withdrawals.withdraw(userId, clientId, by);
        });
    }

    /** The same by the user. The number of audit rows is bounded for each account: a user can allow it again and again. */
    public Withdrawal withdrawOwn(UUID userId, UUID clientId, Attribution by) {
        return transactions.in(() -> {
            codes.refuse(userId);
            return withdrawals.withdrawOwn(userId, clientId, by);
        });
    }

    /** Withdraws all that a user allowed, as {@link #withdraw} does; the result for each client that had anything. */
    public List<Withdrawal> withdrawAllOfUser(UUID userId, Attribution by) {
        return transactions.in(() -> {
            codes.refuse(userId);
            return new Applications(jdbc)
                    .allowed(userId, null).stream()
                            .map(pair -> withdrawals.withdraw(userId, pair.clientId(), by))
                            .toList();
        });
    }

    /** Withdraws what all users allowed a client, as {@link #withdraw} does; the result for each user. */
    public List<Withdrawal> withdrawAllOfClient(UUID clientId, Attribution by) {
        return transactions.in(() -> {
            // Of users with nothing but a code there is no row that says so.
            clients.refuseOlderCodes(clientId);
            return withdrawals.withdrawAll(usersOf(clientId), clientId, by);
        });
    }

    /** What {@link #withdrawAllOfClient} would withdraw; takes no locks. */
    public Withdrawn countAllOfClient(UUID clientId) {
        return withdrawals.count(usersOf(clientId), clientId);
    }

    private List<UUID> usersOf(UUID clientId) {
        return new Applications(jdbc)
                .allowed(null, clientId).stream().map(Pair::userId).toList();
    }

    /** Withdrawals at a time that is not yet, at most 20 of users and 20 of clients. */
    public List<LateWithdrawal> lateWithdrawals() {
        return jdbc.sql("""
                (SELECT username, NULL AS client_id, codes_not_before AS until
                   FROM users WHERE codes_not_before > now() ORDER BY 1 LIMIT 20)
                UNION ALL
                (SELECT NULL, client_id, codes_not_before
                   FROM clients WHERE codes_not_before > now() ORDER BY 2 LIMIT 20)
                """)
                .query((row, number) -> new LateWithdrawal(
                        row.getString("username"),
                        row.getString("client_id"),
                        row.getTimestamp("until").toInstant()))
                .list();
    }

    /**
     * Hands consents to {@code consumer} in the order of their users, clients and resources, one at a time: one for what was
     * allowed without a resource, and one for each resource. Call it in a transaction, else the driver reads everything
     * first.
     *
     * @param userId null for any
     * @param clientId null for any
     * @param limit how many at most; 0 for all
     */
    public void forEach(@Nullable UUID userId, @Nullable UUID clientId, int limit, Consumer<ConsentListing> consumer) {
        var query = jdbc.sql("""
                SELECT k.user_id, u.username, k.client_id, c.client_id AS client, r.resource, r.scope, k.granted_at
                  FROM consents k
                  JOIN users u ON u.id = k.user_id
                  JOIN clients c ON c.id = k.client_id
                 CROSS JOIN LATERAL (
                       SELECT NULL AS resource, k.scope WHERE k.scope <> '' OR k.resource_scopes = '{}'
                       UNION ALL
                       SELECT key, value FROM jsonb_each_text(k.resource_scopes)) r
                 WHERE (:user::uuid IS NULL OR k.user_id = :user::uuid)
                   AND (:client::uuid IS NULL OR k.client_id = :client::uuid)
                 ORDER BY u.username, c.client_id, r.resource COLLATE "C" NULLS FIRST
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
                        row.getString("resource"),
                        Scopes.parse(row.getString("scope")),
                        row.getTimestamp("granted_at").toInstant()));
        try (var consents = query.stream()) {
            consents.forEach(consumer);
        }
    }
}
