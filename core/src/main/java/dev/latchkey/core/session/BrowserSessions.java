package dev.latchkey.core.session;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.SeenFrom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code browser_sessions}: every statement that begins, moves or ends a session. */
public final class BrowserSessions {

    private static final String ENDED =
            "RETURNING id, user_id, created_at, (SELECT username FROM users u WHERE u.id = user_id) AS username";

    private final JdbcClient jdbc;
    private final Visits visits;
    private final ManySessions many;

    public BrowserSessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.visits = new Visits(jdbc);
        this.many = new ManySessions(jdbc);
    }

    /**
     * Finds a session that is good right now: not ended, not over, the cookie of the newest generation, the user enabled
     * and with the same credentials as when it began. Notes that it was seen, every five minutes at most. Not in a
     * transaction.
     *
     * @param clientId whose consent to read along; null for none
     */
    public Optional<LiveSession> visit(SessionReference reference, @Nullable UUID clientId) {
        Optional<Visits.Found> found = visits.find(new Visits.Visit(reference, clientId));
        found.filter(Visits.Found::unseen).ifPresent(unseen -> see(reference.id()));
        return found.map(Visits.Found::session);
    }

    /** Of several requests at once, one writes. */
    private void see(UUID id) {
        Rows.any(jdbc.sql("""
                UPDATE browser_sessions SET seen_at = now()
                 WHERE id = (SELECT id FROM browser_sessions
                              WHERE id = :id AND seen_at < now() - interval '5 minutes'
                                FOR NO KEY UPDATE SKIP LOCKED)
                """).param("id", id).update());
    }

    /**
     * Begins a session, if the user is still enabled and still has the credentials that were checked. The lock on the
     * user's row orders this statement before or after a disable or a new password.
     */
    public Optional<SessionReference> begin(NewSession session) {
        return jdbc.sql("""
                INSERT INTO browser_sessions (id, user_id, credential_version, amr, expires_at, remembered, address, user_agent)
                SELECT :id, u.id, u.credential_version, :amr,
                       LEAST(now() + :lifetime * interval '1 second', u.valid_until), :remembered,
                       :address::inet, :userAgent
                  FROM users u
                 WHERE u.id = :userId AND u.credential_version = :version AND u.disabled_at IS NULL
                   AND (u.valid_until > now()) IS NOT FALSE
                   FOR SHARE
                RETURNING id, generation
                """)
                .param("id", Ids.next())
                .params(parameters(session.userId(), session.proof()))
                .param("address", SeenFrom.address(session.address()))
                .param("userAgent", SeenFrom.userAgent(session.userAgent()))
                .query(SessionReference.class)
                .optional();
    }

    /**
     * Raises the generation of a live session, because its user has proved again to be the user: from now on only the
     * cookie of the new generation is good. Two requests that prove it at once, as of a form that is sent twice, both get it.
     *
     * @param userId the user who was checked; the session must be the same user's
     */
    public Optional<SessionReference> confirm(SessionReference reference, UUID userId, NewSession.Proof proof) {
        return jdbc.sql("""
                UPDATE browser_sessions s
                   SET generation = CASE WHEN s.generation = :generation THEN s.generation + 1 ELSE s.generation END,
                       auth_time = now(), seen_at = now(), amr = :amr,
                       remembered = :remembered, expires_at = LEAST(now() + :lifetime * interval '1 second', u.valid_until)
                  FROM (SELECT id, credential_version, valid_until
                          FROM users
                         WHERE id = :userId AND credential_version = :version AND disabled_at IS NULL
                           AND (valid_until > now()) IS NOT FALSE
                           FOR SHARE) u
                 WHERE s.id = :id AND s.user_id = u.id
                   AND (s.generation = :generation
                        OR s.generation = :generation + 1 AND s.auth_time > now() - interval '1 minute')
                   AND s.credential_version = u.credential_version AND s.ended_at IS NULL AND s.expires_at > now()
                RETURNING s.id, s.generation
                """)
                .param("id", reference.id())
                .param("generation", reference.generation())
                .params(parameters(userId, proof))
                .query(SessionReference.class)
                .optional();
    }

    private static Map<String, Object> parameters(UUID userId, NewSession.Proof proof) {
        return Map.of(
                "userId", userId,
                "version", proof.credentialVersion(),
                "amr", proof.amr(),
                "remembered", proof.remembered(),
                "lifetime", proof.lifetime().toSeconds());
    }

    /** Ends one session; empty when it was over already. */
    public Optional<EndedSession> end(UUID id, String reason) {
        return endWhere("id = :id", Map.of("id", id), reason).stream().findFirst();
    }

    /** Ends one session if it is this user's; empty when it is not, or was over already. */
    public Optional<EndedSession> endOfUser(UUID id, UUID userId, String reason) {
        return endWhere("id = :id AND user_id = :user", Map.of("id", id, "user", userId), reason).stream()
                .findFirst();
    }

    /** Ends the sessions of a user but one. Call it after the statement that locked the user's row. */
    public List<EndedSession> endOthersOfUser(UUID userId, UUID except, String reason) {
        return endWhere("user_id = :user AND id <> :except", Map.of("user", userId, "except", except), reason);
    }

    /** Ends the sessions of a user. Call it after the statement that locked the user's row. */
    public List<EndedSession> endAllOfUser(UUID userId, String reason) {
        return endWhere("user_id = :user", Map.of("user", userId), reason);
    }

    /**
     * Ends the sessions of a user that began with other credentials than the user has now. The schema does that too, at the
     * commit; call it before token families are revoked, so that rows are locked in the order of all transactions.
     */
    public List<EndedSession> endOutdated(UUID userId) {
        return endWhere(
                "user_id = :user AND credential_version <> (SELECT credential_version FROM users WHERE id = :user)",
                Map.of("user", userId),
                "credentials_changed");
    }

    /** Ends the sessions of a client or of everybody, which may be very many. */
    public ManySessions many() {
        return many;
    }

    private List<EndedSession> endWhere(String condition, Map<String, ?> parameters, String reason) {
        return jdbc.sql("""
                UPDATE browser_sessions SET ended_at = now(), ended_reason = :reason, expires_at = now()
                 WHERE ended_at IS NULL AND expires_at > now() AND %s
                """.formatted(condition) + ENDED)
                .params(parameters)
                .param("reason", reason)
                .query(BrowserSessions::ended)
                .list();
    }

    static EndedSession ended(ResultSet row, int number) throws SQLException {
        return new EndedSession(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getTimestamp("created_at").toInstant());
    }

    /**
     * Keeps the sessions of a user across a change of the hash that is no change of the password. Call it in the
     * transaction of that change.
     *
     * @param version the user's, from now on
     */
    public void restampAll(UUID userId, int version) {
        Rows.any(jdbc.sql("""
                UPDATE browser_sessions SET credential_version = :version
                 WHERE user_id = :user AND credential_version = :version - 1 AND ended_at IS NULL
                """).param("user", userId).param("version", version).update());
    }

    /**
     * Keeps the one session in which a user changes the password, for its token families. Its cookie, and each copy of it,
     * ends with the old password: who changes it through an application has proved nothing in the browser. Call it in the
     * transaction of that change, after it.
     *
     * @param familyId the token family by which the user is known; one that no session authorised keeps none
     */
    public void restampOf(UUID familyId) {
        Rows.any(jdbc.sql("""
                UPDATE browser_sessions s
                   SET credential_version = u.credential_version, generation = s.generation + 1
                  FROM tokens t JOIN users u ON u.id = t.user_id
                 WHERE t.id = :family AND s.id = t.session_id AND s.user_id = u.id
                   AND s.credential_version = u.credential_version - 1 AND s.ended_at IS NULL
                """).param("family", familyId).update());
    }

    /**
     * Keeps a session from being ended until the transaction ends; false when it is over already. Call it after the
     * statement that locked the user's row.
     */
    public boolean lockLive(SessionReference reference, UUID userId) {
        return jdbc.sql("""
                SELECT s.id
                  FROM browser_sessions s JOIN users u ON u.id = s.user_id
                 WHERE s.id = :id AND s.generation = :generation AND s.user_id = :user
                   AND s.credential_version = u.credential_version AND s.ended_at IS NULL AND s.expires_at > now()
                   FOR NO KEY UPDATE OF s
                """)
                .param("id", reference.id())
                .param("generation", reference.generation())
                .param("user", userId)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    /**
     * Keeps the session in which users change what they sign in with, and raises its generation: a copy of its cookie ends
     * with the old credentials. Call it in the transaction of that change, after it and after {@link #lockLive}.
     *
     * @param proved whether the user has just proved the password again; beside a second factor that alone is no new
     *     sign-in
     */
    public SessionReference restamp(SessionReference reference, boolean proved) {
        return jdbc.sql("""
                UPDATE browser_sessions s
                   SET credential_version = u.credential_version, generation = s.generation + 1, seen_at = now(),
                       auth_time = CASE WHEN :proved AND NOT EXISTS (SELECT FROM totp t WHERE t.user_id = s.user_id)
                                             AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = s.user_id)
                                        THEN now() ELSE s.auth_time END
                  FROM users u
                 WHERE s.id = :id AND s.user_id = u.id
                RETURNING s.id, s.generation
                """)
                .param("id", reference.id())
                .param("proved", proved)
                .query(SessionReference.class)
                .single();
    }

    /** Whether the cookie of a live session is from {@code moment} or before. */
    public boolean isAnyLiveSince(Instant moment) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM browser_sessions WHERE auth_time <= :moment AND expires_at > now()) WHERE
                """ + Primary.ONLY)
                .param("moment", Timestamp.from(moment))
                .query(Boolean.class)
                .single();
    }

    /**
     * Notes the end of sessions whose time is over, so that clients are told. Call it before the token families that end with
     * them are revoked. At most {@code limit} at once, and of those that other servers are ending none.
     *
     * @param within how long ago at most they expired
     */
    public List<EndedSession> endExpired(Duration within, int limit) {
        return jdbc.sql("""
                UPDATE browser_sessions SET ended_at = now(), ended_reason = 'expired'
                 WHERE id IN (SELECT id FROM browser_sessions
                               WHERE expires_at BETWEEN now() - :within * interval '1 second' AND now()
                                 AND ended_at IS NULL
                               LIMIT :limit
                                 FOR NO KEY UPDATE SKIP LOCKED)
                """ + ENDED)
                .param("within", within.toSeconds())
                .param("limit", limit)
                .query(BrowserSessions::ended)
                .list();
    }

    /** How many sessions have been over for a day. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM browser_sessions WHERE expires_at < now() - interval '1 day'")
                .query(Integer.class)
                .single();
    }

    /** Forgets sessions that have been over for a day; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM browser_sessions
                 WHERE id IN (SELECT id FROM browser_sessions WHERE expires_at < now() - interval '1 day' LIMIT :limit)
                """).param("limit", limit).update();
    }
}
