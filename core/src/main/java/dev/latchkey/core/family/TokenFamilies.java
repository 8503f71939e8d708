package dev.latchkey.core.family;

import dev.latchkey.core.family.RefreshOutcome.Refusal;
import dev.latchkey.core.jdbc.Batcher;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.SeenFrom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code tokens}: every statement that begins, moves or ends a token family. */
public final class TokenFamilies {

    /** As in {@link Rotations}, "ANY" keeps the index on the user out of the plan. */
    private static final String LIVE = """
            SELECT w.place, t.id, t.client_id, t.user_id, t.generation, t.expires_at, t.scope, t.status_index, t.session_id, t.auth_time, t.amr, t.claims, t.resource, t.jkt,
                   u.username, array_to_string(u.scopes, ' ') AS user_scope, array_to_string(u.groups, ' ') AS groups
              FROM (%s) w
              JOIN tokens t ON t.id = w.id
              JOIN users u ON u.id = ANY (ARRAY[t.user_id])
             WHERE t.revoked_at IS NULL AND t.expires_at > now() AND u.disabled_at IS NULL
               AND (u.valid_until > now()) IS NOT FALSE AND
            """ + Primary.ONLY;

    private static final String ONE_LIVE = LIVE.formatted("SELECT 1 AS place, :id::uuid AS id");

    private static final String MANY_LIVE =
            LIVE.formatted("SELECT * FROM unnest(:ids::uuid[]) WITH ORDINALITY AS wanted (id, place)");

    private static final String STATE = """
            SELECT t.id, t.client_id, t.user_id, t.generation, t.expires_at, t.scope, t.status_index, t.session_id, t.auth_time, t.amr, t.claims, t.resource, t.jkt,
                   u.username, array_to_string(u.scopes, ' ') AS user_scope, array_to_string(u.groups, ' ') AS groups,
                   CASE WHEN t.revoked_at IS NOT NULL THEN 'REVOKED'
                        WHEN t.expires_at <= now() THEN 'EXPIRED'
                        WHEN t.idle_until <= now() THEN 'IDLE'
                        WHEN u.disabled_at IS NOT NULL THEN 'USER_DISABLED'
                        WHEN u.valid_until <= now() THEN 'EXPIRED'
                   END AS ending,
                   now() < t.refreshed_at + :grace * interval '1 second' AS within_grace
              FROM tokens t
              JOIN users u ON u.id = ANY (ARRAY[t.user_id])
             WHERE t.id = :id AND (t.client_id = :clientId) IS TRUE AND
            """ + Primary.ONLY;

    private static final String REFRESHABLE = """
            SELECT t.id, t.client_id, t.user_id, t.generation, t.idle_until AS expires_at, t.scope, t.status_index, t.session_id, t.auth_time, t.amr, t.claims, t.resource, t.jkt,
                   u.username, array_to_string(u.scopes, ' ') AS user_scope, array_to_string(u.groups, ' ') AS groups
              FROM tokens t
              JOIN users u ON u.id = ANY (ARRAY[t.user_id])
             WHERE t.id = :id AND t.revoked_at IS NULL AND t.idle_until > now() AND u.disabled_at IS NULL
               AND (u.valid_until > now()) IS NOT FALSE AND
            """ + Primary.ONLY;

    private static final String OF_CLIENT = "t.client_id = :client";

    private final JdbcClient jdbc;
    private final FamilyRevocations revocations;
    private final Batcher<UUID, Family> live = new Batcher<>(this::findOneLive, this::findManyLive);

    public TokenFamilies(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.revocations = new FamilyRevocations(jdbc);
    }

    /**
     * Begins a family, if user and client are still enabled and the user's credentials still have the verified version.
     * Hashing takes a while, and what an administrator did in the meantime counts: the locks on both rows order this
     * statement before or after a disable or a new password, and those revoke the families that they find.
     *
     * @return the family in generation 0, or empty when one of them changed in the meantime
     */
    public Optional<Family> begin(NewFamily family) {
        return jdbc.sql("""
                INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at, address, user_agent,
                                    resource, jkt)
                SELECT overlay(:id PLACING left(uuid_from_time(now())::text, 13) FROM 1)::uuid, u.id, c.id, :grantType, :scope,
                       LEAST(now() + LEAST(:idle, :lifetime) * interval '1 second', u.valid_until),
                       LEAST(now() + :lifetime * interval '1 second', u.valid_until),
                       :address::inet, :userAgent, :resource, :jkt
                  FROM users u
                  JOIN clients c ON c.id = :clientId AND c.disabled_at IS NULL
                 WHERE u.id = :userId AND u.disabled_at IS NULL AND u.credential_version = :version
                   AND (u.valid_until > now()) IS NOT FALSE
                   FOR SHARE
                RETURNING id, client_id, user_id, generation, expires_at, scope, status_index, session_id, auth_time, amr,
                       claims, resource, jkt, (SELECT username FROM users WHERE id = :userId) AS username, :scope AS user_scope,
                       (SELECT array_to_string(groups, ' ') FROM users WHERE id = :userId) AS groups
                """)
                // Its first 48 bits, the time, become the database's: a partition for it is there, whatever our clock
                // says.
                .param("id", Ids.next().toString())
                .param("clientId", family.clientId())
                .param("grantType", family.grantType())
                .param("scope", family.scopes().toString())
                .param("idle", family.idle().toSeconds())
                .param("lifetime", family.lifetime().toSeconds())
                .param("address", SeenFrom.address(family.address()))
                .param("userAgent", SeenFrom.userAgent(family.userAgent()))
                .param("resource", family.restrictions().resource(), Types.VARCHAR)
                .param("jkt", Restrictions.bytes(family.restrictions().jkt()), Types.BINARY)
                .param("userId", family.userId())
                .param("version", family.credentialVersion())
                .query(TokenFamilies::mapFamily)
                .optional();
    }

    /** Reads a family whatever its state; empty when the client has no such family. */
    Optional<FamilyState> findState(UUID id, UUID clientId, Duration grace) {
        return jdbc.sql(STATE)
                .param("grace", grace.toSeconds())
                .param("id", id)
                .param("clientId", clientId)
                .query((row, number) -> new FamilyState(
                        mapFamily(row, number),
                        Optional.ofNullable(row.getString("ending")).map(Refusal::valueOf),
                        row.getBoolean("within_grace")))
                .optional();
    }

    /**
     * A family of which access tokens are good right now: not revoked, not over, its user not disabled. That it has
     * rested for too long to be refreshed does not matter here.
     */
    public Optional<Family> findLive(UUID id) {
        return live.ask(id);
    }

    private Optional<Family> findOneLive(UUID id) {
        return jdbc.sql(ONE_LIVE)
                .param("id", id)
                .query(TokenFamilies::mapFamily)
                .optional();
    }

    Map<Integer, Family> findManyLive(List<UUID> ids) {
        Map<Integer, Family> found = new HashMap<>();
        jdbc.sql(MANY_LIVE).param("ids", Ids.array(ids)).query(row -> {
            found.put(row.getInt("place") - 1, mapFamily(row, 0));
        });
        return found;
    }

    /** A family that can be refreshed right now; its end is the idle one, which comes first. */
    public Optional<Family> findRefreshable(UUID id) {
        return jdbc.sql(REFRESHABLE)
                .param("id", id)
                .query(TokenFamilies::mapFamily)
                .optional();
    }

    /**
     * Whether there is a family that can be refreshed and was not since {@code moment}: its refresh token is older.
     * Looks through everything when there is none.
     */
    public boolean isAnyWaitingSince(Instant moment) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM tokens
                                WHERE refreshed_at <= :moment AND revoked_at IS NULL AND idle_until > now())
                 WHERE
                """ + Primary.ONLY)
                .param("moment", Timestamp.from(moment))
                .query(Boolean.class)
                .single();
    }

    /**
     * Keeps a family from being revoked until the transaction ends; false when it is revoked or over already. Call it
     * after the statement that locked the user's row.
     */
    public boolean lockLive(UUID id) {
        return jdbc.sql("SELECT id FROM tokens WHERE id = :id AND revoked_at IS NULL AND expires_at > now() FOR SHARE")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /** Revokes one family, and says of which user; empty when there was nothing left to revoke. */
    public Optional<UUID> revoke(UUID id, String reason) {
        return jdbc.sql("""
                UPDATE tokens SET revoked_at = now(), revoked_reason = :reason
                 WHERE id = :id AND revoked_at IS NULL
                RETURNING user_id
                """)
                .param("id", id)
                .param("reason", reason)
                .query(UUID.class)
                .optional();
    }

    /** Revokes the families of a user but one. Call it after the statement that locked the user's row. */
    public Revocation revokeAllOfUser(UUID userId, @Nullable UUID except, String reason) {
        return except == null
                ? revocations.where("t.user_id = :user", Map.of("user", userId), reason)
                : revocations.where(
                        "t.user_id = :user AND t.id <> :except", Map.of("user", userId, "except", except), reason);
    }

    /** Revokes the families of a client. */
    public Revocation revokeAllOfClient(UUID clientId, String reason) {
        return revocations.where(OF_CLIENT, Map.of("client", clientId), reason);
    }

    /** What {@link #revokeAllOfClient} would revoke. */
    public Revocation countAllOfClient(UUID clientId) {
        return revocations.count(OF_CLIENT, Map.of("client", clientId));
    }

    /** Revokes every family that there is. */
    public Revocation revokeAll(String reason) {
        return revocations.where("true", Map.of(), reason);
    }

    /** What {@link #revokeAll} would revoke. */
    public Revocation countAll() {
        return revocations.count("true", Map.of());
    }

    /** Revokes one family, and tells what that ended. */
    public Revocation revokeOne(UUID id, String reason) {
        return revocations.where("t.id = :id", Map.of("id", id), reason);
    }

    /**
     * Marks the families of a user or a client that is about to be deleted, those that are over included: only a
     * revoked family may be without either.
     */
    public void revokeOver(UUID owner, String reason) {
        Rows.any(jdbc.sql("""
                UPDATE tokens SET revoked_at = now(), revoked_reason = :reason
                 WHERE (user_id = :owner OR client_id = :owner) AND revoked_at IS NULL
                """).param("owner", owner).param("reason", reason).update());
    }

    /**
     * Whether a user has signed in from a network lately.
     *
     * @param network an address, or a range with its length
     */
    public boolean existFrom(String network, UUID userId, Duration lately) {
        return jdbc.sql("""
                SELECT EXISTS (
                    SELECT FROM tokens
                     WHERE user_id = :userId AND address <<= :network::inet
                       AND id > uuid_from_time(now() - :lately * interval '1 second'))
                 WHERE
                """ + Primary.ONLY)
                .param("userId", userId)
                .param("network", network)
                .param("lately", lately.toSeconds())
                .query(Boolean.class)
                .single();
    }

    static Family mapFamily(ResultSet row, int number) throws SQLException {
        Scopes scopes = Scopes.parse(row.getString("scope")).grantedTo(Scopes.parse(row.getString("user_scope")));
        return new Family(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                scopes,
                groups(scopes, row.getString("groups")),
                row.getInt("generation"),
                row.getTimestamp("expires_at").toInstant(),
                row.getObject("status_index", Long.class),
                BrowserSignIn.of(row),
                Restrictions.read(row));
    }

    private static List<String> groups(Scopes granted, String groups) {
        return granted.contains(Scopes.GROUPS) && !groups.isEmpty() ? List.of(groups.split(" ", -1)) : List.of();
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
