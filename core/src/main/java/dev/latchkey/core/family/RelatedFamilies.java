package dev.latchkey.core.family;

import dev.latchkey.core.jdbc.Ids;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Revoking the families that end with something that authorised them: browser sessions, a consent, a password. */
public final class RelatedFamilies {

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
                t.user_id = ANY (:users::uuid[]) AND t.session_id = ANY (:sessions::uuid[])
                AND t.id > uuid_from_time(:begunFrom::timestamptz - interval '1 hour')
                AND NOT 'offline_access' = ANY (string_to_array(t.scope, ' '))
                """,
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
     * Revokes the families of users with one client; tells what of each of those who had any. Call it after the statement
     * that took their consents away.
     */
    public Map<UUID, Revocation> revokeAllOf(Collection<UUID> users, UUID clientId, String reason) {
        return revocations.byUser(
                "t.user_id = ANY (:users::uuid[]) AND t.client_id = :client",
                Map.of("users", Ids.array(users), "client", clientId),
                reason);
    }

    /** Revokes all families of a user. Call it after the statement that locked the user's row. */
    public Revocation revokeAllOfUser(UUID userId, String reason) {
        return revocations.where("t.user_id = :user", Map.of("user", userId), reason);
    }
}
