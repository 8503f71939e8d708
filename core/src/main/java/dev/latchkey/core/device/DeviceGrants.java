package dev.latchkey.core.device;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.device.DeviceOutcome.Redeemed;
import dev.latchkey.core.device.DeviceOutcome.Refused;
import dev.latchkey.core.device.DeviceOutcome.Waiting;
import dev.latchkey.core.family.DeviceFamilies;
import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.SeenFrom;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.proof.Proofs;
import dev.latchkey.core.session.SessionReference;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code device_grants}: every statement that begins, decides or ends a grant (<a
 * href="https://www.rfc-editor.org/rfc/rfc8628">RFC 8628</a>).
 */
public final class DeviceGrants {

    /** For how long a user can decide, and the device fetch its tokens. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    /** For how long a client waits between two polls at first. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Two of them for one user code are so rare that this many do not happen. */
    private static final int ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final DevicePolls polls;
    private final DeviceFamilies families;
    private final AuditLog audit;
    private final Transactions transactions;

    public DeviceGrants(JdbcClient jdbc, DeviceFamilies families, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.polls = new DevicePolls(jdbc);
        this.families = families;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * The two codes of a grant.
     *
     * @param deviceCode for the client alone
     */
    public record Codes(String deviceCode, UserCode userCode) {

        /** Leaves both codes out. */
        @Override
        public String toString() {
            return "Codes";
        }
    }

    /** Begins a grant. */
    public Codes begin(NewDeviceGrant grant, Proofs proofs) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            UserCode userCode = UserCode.random();
            Optional<UUID> id = insert(grant, userCode.macs(proofs).getFirst());
            if (id.isPresent()) {
                return new Codes(DeviceCode.write(proofs, id.get(), grant.clientId()), userCode);
            }
        }
        throw new IllegalStateException("No free user code was found");
    }

    /** The first 48 bits of the id are the time of the database, for which there is a partition of token families. */
    private Optional<UUID> insert(NewDeviceGrant grant, byte[] mac) {
        return jdbc.sql("""
                INSERT INTO device_grants (id, client_id, user_code_mac, scope, resource, expires_at, address, user_agent)
                VALUES (overlay(:id PLACING left(uuid_from_time(now())::text, 13) FROM 1)::uuid, :client, :mac, :scope, :resource,
                        now() + :lifetime * interval '1 second', :address::inet, :userAgent)
                ON CONFLICT (user_code_mac) DO NOTHING
                RETURNING id
                """)
                .param("id", Ids.next().toString())
                .param("client", grant.clientId())
                .param("mac", mac)
                .param("scope", grant.scopes().toString())
                .param("resource", Restrictions.resource(grant.resources()), Types.VARCHAR)
                .param("lifetime", LIFETIME.toSeconds())
                .param("address", SeenFrom.address(grant.address()))
                .param("userAgent", SeenFrom.userAgent(grant.userAgent()))
                .query(UUID.class)
                .optional();
    }

    /** Finds the grant of a user code that waits for a decision. */
    public Optional<DeviceGrant> findWaiting(UserCode code, Proofs proofs) {
        return findWaiting(
                "user_code_mac = ANY (:macs)", Map.of("macs", code.macs(proofs).toArray(byte[][]::new)));
    }

    /** Finds a grant that waits for a decision. */
    public Optional<DeviceGrant> findWaiting(UUID id) {
        return findWaiting("id = :id", Map.of("id", id));
    }

    private Optional<DeviceGrant> findWaiting(String condition, Map<String, ?> parameters) {
        return jdbc.sql("""
                SELECT d.id, d.client_id, coalesce(c.name, c.client_id) AS client_name, d.scope,
                       array_to_string(c.scopes, ' ') AS client_scope, d.resource, d.created_at,
                       host(d.address) AS address, d.user_agent
                  FROM device_grants d
                  JOIN clients c ON c.id = d.client_id AND c.disabled_at IS NULL
                 WHERE d.approved IS NULL AND d.expires_at > now() AND d.%s AND
                """.formatted(condition) + Primary.ONLY)
                .params(parameters)
                .query(DeviceGrant::map)
                .optional();
    }

    /** A grant in whatever state; empty when it is forgotten, or there never was one. */
    public Optional<DeviceListing> find(UUID id) {
        return jdbc.sql("""
                SELECT id, client_id, scope, resource, created_at, expires_at, user_id, credential_version, decided_at, approved
                  FROM device_grants
                 WHERE id = :id AND
                """ + Primary.ONLY)
                .param("id", id)
                .query(DeviceListing::map)
                .optional();
    }

    /**
     * Decides about a grant that waits, as the user of a session. Of several decisions the first one holds. The locks on
     * user, session and client order this before or after whatever ends one of them.
     *
     * @param scopes what the user allows, of that which the client asks for
     * @return false when the grant does not wait any more, the session is over by now, or the client is disabled; nothing
     *     happened then
     */
    public boolean decide(UUID id, SessionReference session, boolean approved, Scopes scopes, Attribution by) {
        record Decided(UUID userId, String username, UUID clientId) {}
        return transactions.in(() -> {
            Optional<Decided> decided = jdbc.sql("""
                    UPDATE device_grants d
                       SET user_id = v.user_id, credential_version = v.credential_version, auth_time = v.auth_time,
                           amr = v.amr, scope = :scope, decided_at = clock_timestamp(), approved = :approved
                      FROM (SELECT u.id AS user_id, u.username, u.credential_version, s.auth_time, s.amr, c.id AS client_id
                              FROM users u
                              JOIN browser_sessions s ON s.user_id = u.id AND s.credential_version = u.credential_version
                              JOIN clients c ON c.id = (SELECT client_id FROM device_grants WHERE id = :id)
                             WHERE s.id = :session AND s.generation = :generation
                               AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
                               AND (u.valid_until > now()) IS NOT FALSE
                               AND c.disabled_at IS NULL AND 'device_code' = ANY (c.grant_types)
                               FOR SHARE OF u, s, c) v
                     WHERE d.id = :id AND d.client_id = v.client_id AND d.approved IS NULL AND d.expires_at > now()
                       AND string_to_array(:scope, ' ') <@ string_to_array(d.scope, ' ')
                    RETURNING v.user_id, v.username, v.client_id
                    """)
                    .param("id", id)
                    .param("session", session.id())
                    .param("generation", session.generation())
                    .param("approved", approved)
                    .param("scope", scopes.toString())
                    .query(Decided.class)
                    .optional();
            decided.ifPresent(user -> audit.recordBounded(
                    by,
                    approved ? "device.approve" : "device.refuse",
                    user.userId(),
                    user.username(),
                    Map.of(
                            "client", user.clientId().toString(),
                            "scope", scopes.toString(),
                            "family", id.toString()),
                    user.userId()));
            return decided.isPresent();
        });
    }

    /** As the other {@code poll}, without a proof and for all resources that the client asked for. */
    public DeviceOutcome poll(UUID id, UUID clientId, Duration lifetime, Duration idle, @Nullable String jkt) {
        return poll(id, clientId, lifetime, idle, jkt, List.of(), () -> {});
    }

    /**
     * Answers a poll: begins the family when the user allowed it, else says how things are.
     *
     * @param id from a device code of this client
     * @param lifetime until the family ends, however often it is refreshed
     * @param idle until it ends unless it is refreshed
     * @param jkt the thumbprint of the key or certificate that the refresh tokens of a public client are bound to; null for none
     * @param resources what the first access token is to be for, as URIs; none for all that the client asked for
     * @param proving notes the proof of the request, so that it is good once. It is not called for a poll that gets nothing
     *     because it is too soon or the grant is over: with those, one code could have any number of proofs stored. When it
     *     throws, nothing has happened
     */
    public DeviceOutcome poll(
            UUID id,
            UUID clientId,
            Duration lifetime,
            Duration idle,
            @Nullable String jkt,
            List<String> resources,
            Runnable proving) {
        boolean proved = polls.isOpen(id, resources);
        if (proved) {
            proving.run();
        }
        Optional<Boolean> tooSoon = polls.visit(id);
        if (tooSoon.isPresent()) {
            return new Waiting(tooSoon.get());
        }
        if (!proved && polls.isOpen(id, resources)) {
            // Allowed a moment ago, and nothing begins without the proof.
            return new Waiting(true);
        }
        return families.begin(id, clientId, lifetime, idle, jkt, resources)
                .<DeviceOutcome>map(Redeemed::new)
                .orElseGet(() -> new Refused(polls.refusal(id, resources)));
    }

    /**
     * Forgets what a user decided, so that no family begins with it. Call it after the statement that locked the row of the
     * user, and before the families are revoked.
     */
    public void forget(UUID userId) {
        Rows.any(jdbc.sql("DELETE FROM device_grants WHERE user_id = :user")
                .param("user", userId)
                .update());
    }

    /** The same of users and one client, after the statement that locked the client's row or took the consents away. */
    public void forget(Collection<UUID> users, UUID clientId) {
        Rows.any(jdbc.sql("DELETE FROM device_grants WHERE user_id = ANY (:users::uuid[]) AND client_id = :client")
                .param("users", Ids.array(users))
                .param("client", clientId)
                .update());
    }

    /** How many grants have been over for a day. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM device_grants WHERE expires_at < now() - interval '1 day'")
                .query(Integer.class)
                .single();
    }

    /** Forgets grants that have been over for a day; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM device_grants
                 WHERE id IN (SELECT id FROM device_grants WHERE expires_at < now() - interval '1 day' LIMIT :limit)
                """).param("limit", limit).update();
    }
}
