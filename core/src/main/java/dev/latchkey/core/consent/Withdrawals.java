package dev.latchkey.core.consent;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditEntry;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.consent.Consents.Withdrawal;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.jdbc.Ids;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What ends with a consent: the consent itself, what users decided on devices, and the token families. One statement of a
 * kind for any number of users: sign-ins wait for the client's row meanwhile.
 */
final class Withdrawals {

    private static final String THESE = "client_id = :client AND user_id = ANY (:users::uuid[])";

    private final JdbcClient jdbc;
    private final DeviceGrants devices;
    private final RelatedFamilies families;
    private final AuditLog audit;

    Withdrawals(JdbcClient jdbc, DeviceGrants devices, RelatedFamilies families, AuditLog audit) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.families = families;
        this.audit = audit;
    }

    /** What of a user has ended. */
    private record Ended(
            UUID userId,
            @Nullable String username,
            @Nullable String scope,
            Revocation revocation) {

        Withdrawal withdrawal() {
            return new Withdrawal(scope != null, revocation);
        }

        boolean isAny() {
            return scope != null || revocation.families() > 0;
        }

        AuditEntry entry(UUID clientId) {
            Map<String, String> details = new HashMap<>(revocation.details());
            details.put("client", clientId.toString());
            if (scope != null) {
                details.put("scope", scope);
            }
            return new AuditEntry("consent.withdraw", userId, username, details, Changes.NONE);
        }
    }

    Withdrawal withdraw(UUID userId, UUID clientId, Attribution by) {
        return withdrawAll(List.of(userId), clientId, by).getFirst();
    }

    Withdrawal withdrawOwn(UUID userId, UUID clientId, Attribution by) {
        Ended ended = end(List.of(userId), clientId).getFirst();
        if (ended.isAny()) {
            AuditEntry entry = ended.entry(clientId);
            audit.recordBounded(by, entry.action(), userId, entry.targetName(), entry.details(), userId);
        }
        return ended.withdrawal();
    }

    /** The result for each user, in their order. */
    List<Withdrawal> withdrawAll(List<UUID> users, UUID clientId, Attribution by) {
        List<Ended> all = end(users, clientId);
        audit.recordAll(
                by,
                all.stream()
                        .filter(Ended::isAny)
                        .map(ended -> ended.entry(clientId))
                        .toList());
        return all.stream().map(Ended::withdrawal).toList();
    }

    /** What {@link #withdrawAll} would withdraw; takes no locks. */
    Withdrawn count(List<UUID> users, UUID clientId) {
        int consents = jdbc.sql("SELECT count(*) FROM consents WHERE " + THESE)
                .params(Map.of("client", clientId, "users", Ids.array(users)))
                .query(Integer.class)
                .single();
        return new Withdrawn(consents, families.countAllOf(users, clientId));
    }

    /** For each user, in their order. */
    private List<Ended> end(List<UUID> users, UUID clientId) {
        Map<UUID, String> scopes = texts(
                "DELETE FROM consents WHERE " + THESE + """
                 RETURNING user_id, concat_ws(' ', scope,
                    (SELECT string_agg(key || ' (' || value || ')', ' ') FROM jsonb_each_text(resource_scopes)))
                """, Map.of("client", clientId, "users", Ids.array(users)));
        devices.forget(users, clientId);
        Map<UUID, Revocation> revocations = families.revokeAllOf(users, clientId, "consent_withdrawn");
        Map<UUID, String> names = texts(
                "SELECT id, username FROM users WHERE id = ANY (:users::uuid[])", Map.of("users", Ids.array(users)));
        return users.stream()
                .map(user -> new Ended(
                        user, names.get(user), scopes.get(user), revocations.getOrDefault(user, Revocation.NONE)))
                .toList();
    }

    private Map<UUID, String> texts(String statement, Map<String, ?> parameters) {
        Map<UUID, String> texts = new HashMap<>();
        jdbc.sql(statement).params(parameters).query(row -> {
            texts.put(row.getObject(1, UUID.class), row.getString(2));
        });
        return texts;
    }
}
