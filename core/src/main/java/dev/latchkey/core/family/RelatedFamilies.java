package dev.latchkey.core.family;

import dev.latchkey.core.jdbc.Ids;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Revoking the families that end with something that authorised them: browser sessions, a consent, a password. */
public final class RelatedFamilies {

    private static final String ONLINE = "NOT 'offline_access' = ANY (string_to_array(t.scope, ' '))";

    private static final String AS_YOUNG = "t.id > uuid_from_time(:begunFrom::timestamptz - interval '1 hour')";

    /**
     * An array, because PostgreSQL has no statistics yet of what this transaction has changed: it would expect one
     * ended session, and read all families again for each.
     */
    private static final String OF_SESSIONS =
            "t.session_id IN (SELECT s.id FROM unnest(ARRAY(%s)) AS s (id)) AND " + AS_YOUNG + " AND " + ONLINE;

    private static final String OF_CONSENTS = "t.user_id = ANY (:users::uuid[]) AND t.client_id = :client";

    private final FamilyRevocations revocations;

    public RelatedFamilies(JdbcClient jdbc) {
        this.revocations = new FamilyRevocations(jdbc);
    }

    /**
     * Revokes the families that these sessions authorised, but not those that were granted {@code offline_access}
     * (<a href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BackchannelActions">OpenID Connect
     * Back-Channel Logout 1.0, section 2.7</a>). Call it after the statement that ended the sessions: their locks make a
     * redemption that was faster visible.
     *
     * @param users the sessions' users, by whom the families are found
     * @param begunFrom when the first of the sessions began: older families are none of theirs
     */
    public Revocation revokeOnline(
            Collection<UUID> sessions, Collection<UUID> users, Instant begunFrom, String reason) {
        return revocations.where(
                """
                t.user_id = ANY (:users::uuid[]) AND t.session_id = ANY (:sessions::uuid[]) AND
                """ + AS_YOUNG + " AND " + ONLINE,
                Map.of(
                        "users",
                        Ids.array(users),
                        "sessions",
                        Ids.array(sessions),
                        "begunFrom",
                        Timestamp.from(begunFrom)),
                reason);
    }

    /**
     * The same of any number of sessions.
     *
     * @param sessions SQL that selects their ids
     */
    public Revocation revokeOnline(String sessions, Map<String, ?> parameters, Instant begunFrom, String reason) {
        return revocations.where(OF_SESSIONS.formatted(sessions), with(parameters, begunFrom), reason);
    }

    /** What {@link #revokeOnline(String, Map, Instant, String)} would revoke. */
    public Revocation countOnline(String sessions, Map<String, ?> parameters, Instant begunFrom) {
        return revocations.count(OF_SESSIONS.formatted(sessions), with(parameters, begunFrom));
    }

    private static Map<String, Object> with(Map<String, ?> parameters, Instant begunFrom) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("begunFrom", Timestamp.from(begunFrom));
        return all;
    }

    /**
     * Revokes the families of users with one client; tells what of each of those who had any. Call it after the
     * statement that took their consents away.
     */
    public Map<UUID, Revocation> revokeAllOf(Collection<UUID> users, UUID clientId, String reason) {
        return revocations.byUser(OF_CONSENTS, Map.of("users", Ids.array(users), "client", clientId), reason);
    }

    /** What {@link #revokeAllOf} would revoke, of all users together. */
    public Revocation countAllOf(Collection<UUID> users, UUID clientId) {
        return revocations.count(OF_CONSENTS, Map.of("users", Ids.array(users), "client", clientId));
    }

    /** Revokes all families of a user. Call it after the statement that locked the user's row. */
    public Revocation revokeAllOfUser(UUID userId, String reason) {
        return revocations.where("t.user_id = :user", Map.of("user", userId), reason);
    }
}
