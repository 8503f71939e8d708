package dev.latchkey.core.factor;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.key.DataKey;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Adds the authenticator apps of users who come from another system, in the transaction that adds the users. */
public final class ImportedApps {

    private final JdbcClient jdbc;
    private final AuditLog audit;

    ImportedApps(JdbcClient jdbc, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** An app of a new user, which shows six digits for 30 seconds. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record ImportedApp(UUID userId, byte[] secret) {}

    /**
     * Adds apps of users who have none. They get no recovery codes: no page would show them.
     *
     * @param key seals the secrets
     */
    public void add(List<ImportedApp> apps, DataKey key, Attribution by) {
        int rows = jdbc.sql("""
                INSERT INTO totp (user_id, data_key_id, sealed_secret, last_step)
                SELECT app.user_id::uuid, :key, app.secret, 0
                  FROM unnest(:users::text[], :secrets::bytea[]) AS app (user_id, secret)
                """)
                .param("key", key.id())
                .param(
                        "users",
                        apps.stream().map(app -> app.userId().toString()).toArray(String[]::new))
                .param(
                        "secrets",
                        apps.stream()
                                .map(app -> key.seal(app.secret(), SecondFactors.context(app.userId())))
                                .toArray(byte[][]::new))
                .update();
        if (rows != apps.size()) {
            throw new IllegalStateException(rows + " authenticator apps were added, of " + apps.size());
        }
        audit.record(by, "factor.import", null, null, Map.of("apps", Integer.toString(rows)));
    }
}
