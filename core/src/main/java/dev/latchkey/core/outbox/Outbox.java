package dev.latchkey.core.outbox;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code outbox}. A message is claimed by one server at a time, and the claim sets the time of the next try:
 * a server that ends with a message in its hands leaves it to the others. So each is sent at least once, within {@link
 * #LIFETIME}, and twice only when a server ends between sending and {@link #delivered}.
 */
public final class Outbox {

    /** For how long a message is tried. What is older would surprise more than it tells. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    /** A server has this long to send a message before another one may claim it: the first wait between two tries. */
    public static final Duration CLAIM = Duration.ofMinutes(1);

    private static final int LONGEST_FAILURE = 300;

    private final JdbcClient jdbc;

    public Outbox(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a message. Call it in the transaction that it tells of. */
    public UUID add(Message.Content content) {
        UUID id = Ids.next();
        Rows.one(
                jdbc.sql("""
                        INSERT INTO outbox (id, kind, user_id, client_id, session_id, address, language)
                        VALUES (:id, :kind, :user, :client, :session, :address, :language)
                        """)
                        .param("id", id)
                        .param("kind", content.kind())
                        .param("user", content.userId())
                        .param("client", content.clientId())
                        .param("session", content.sessionId())
                        .param("address", content.address())
                        .param("language", content.language())
                        .update(),
                "the message");
        return id;
    }

    /**
     * Adds a notice to the owner of an account. Call it in the transaction of the change. Nothing is added when the address
     * was not verified: it may be another person's.
     *
     * @param language of the page on which the change was made; null for that of the claim {@code locale}
     */
    public void notice(Notice notice, UUID userId, @Nullable String language) {
        Rows.any(jdbc.sql("""
                INSERT INTO outbox (id, kind, user_id, address, language)
                SELECT :id, :kind, id, email, COALESCE(:language, left(claims ->> 'locale', 20))
                  FROM users
                 WHERE id = :user AND email_verified_at IS NOT NULL
                """)
                .param("id", Ids.next())
                .param("kind", notice.kind())
                .param("user", userId)
                .param("language", language, Types.VARCHAR)
                .update());
    }

    /**
     * Takes messages that are due. The wait until the next try doubles with each, from {@link #CLAIM} to a quarter of an
     * hour, so that a relay or a client that was down is not met by everything at once.
     *
     * @param kinds those that this server can send
     * @param busy clients of which it takes none now, because enough of theirs are under way
     */
    public List<Message> claim(Collection<String> kinds, Collection<UUID> busy, int limit) {
        return jdbc.sql("""
                UPDATE outbox o
                   SET attempts = o.attempts + 1,
                       next_at = now() + LEAST(:claim * 2 ^ LEAST(o.attempts, 10), 900) * interval '1 second'
                 WHERE o.id = ANY (ARRAY(SELECT id FROM outbox
                                          WHERE next_at <= now() AND created_at > now() - :lifetime * interval '1 second'
                                            AND kind = ANY (:kinds)
                                            AND (client_id IS NULL OR client_id <> ALL (:busy::uuid[]))
                                          ORDER BY next_at
                                          LIMIT :limit
                                            FOR NO KEY UPDATE SKIP LOCKED))
                RETURNING o.*
                """)
                .param("claim", CLAIM.toSeconds())
                .param("lifetime", LIFETIME.toSeconds())
                .param("kinds", kinds.toArray(String[]::new))
                .param("busy", Ids.array(busy))
                .param("limit", limit)
                .query((row, number) -> new Message(
                        row.getObject("id", UUID.class),
                        new Message.Content(
                                row.getString("kind"),
                                row.getObject("user_id", UUID.class),
                                row.getObject("client_id", UUID.class),
                                row.getObject("session_id", UUID.class),
                                row.getString("address"),
                                row.getString("language")),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("attempts")))
                .list();
    }

    /** Forgets a message that was delivered, or that nothing will deliver. */
    public void delivered(UUID id) {
        Rows.any(jdbc.sql("DELETE FROM outbox WHERE id = :id").param("id", id).update());
    }

    /**
     * Notes why a message could not be delivered; it is tried again.
     *
     * @param failure for administrators; cut after 300 characters
     */
    public void failed(UUID id, String failure) {
        Rows.any(jdbc.sql("UPDATE outbox SET failure = :failure WHERE id = :id")
                .param("id", id)
                .param("failure", failure.substring(0, Math.min(failure.length(), LONGEST_FAILURE)))
                .update());
    }

    /**
     * What became of a message until now.
     *
     * @param failure of the last try
     */
    public record State(int attempts, Optional<String> failure) {}

    /** The state of a message; empty when it was delivered, or is forgotten. */
    public Optional<State> state(UUID id) {
        return jdbc.sql("SELECT attempts, failure FROM outbox WHERE id = :id AND " + Primary.ONLY)
                .param("id", id)
                .query((row, number) ->
                        new State(row.getInt("attempts"), Optional.ofNullable(row.getString("failure"))))
                .optional();
    }

    /**
     * Messages that wait.
     *
     * @param oldest when the first of them was added
     * @param failure why one of them could not be delivered
     */
    public record Waiting(int count, Optional<Instant> oldest, Optional<String> failure) {}

    /** How much waits, and for how long. */
    public Waiting waiting() {
        return waiting("TRUE");
    }

    /** The same of letters. */
    public Waiting countLetters() {
        return waiting("client_id IS NULL");
    }

    /** The same of logout tokens. */
    public Waiting countLogoutTokens() {
        return waiting("client_id IS NOT NULL");
    }

    private Waiting waiting(String condition) {
        return jdbc.sql("""
                SELECT count(*) AS count, min(created_at) AS oldest, max(failure) AS failure
                  FROM outbox
                 WHERE
                """ + condition + " AND " + Primary.ONLY)
                .query((row, number) -> new Waiting(
                        row.getInt("count"),
                        Optional.ofNullable(row.getTimestamp("oldest")).map(Timestamp::toInstant),
                        Optional.ofNullable(row.getString("failure"))))
                .single();
    }

    /**
     * How many messages of some kinds wait that were not tried yet. Those that a relay did not take are no sign that too
     * many are asked for.
     *
     * @param most counts no further
     */
    public int countWaiting(Collection<String> kinds, int most) {
        return jdbc.sql("SELECT count(*) FROM (SELECT FROM outbox WHERE kind = ANY (:kinds) AND attempts = 0 AND "
                        + Primary.ONLY + " LIMIT :most) AS waiting")
                .param("kinds", kinds.toArray(String[]::new))
                .param("most", most)
                .query(Integer.class)
                .single();
    }

    /** How many messages were not delivered within {@link #LIFETIME}. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM outbox WHERE created_at < now() - :lifetime * interval '1 second'")
                .param("lifetime", LIFETIME.toSeconds())
                .query(Integer.class)
                .single();
    }

    /** Forgets messages that were not delivered in time; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM outbox
                 WHERE id IN (SELECT id FROM outbox WHERE created_at < now() - :lifetime * interval '1 second' LIMIT :limit)
                """)
                .param("lifetime", LIFETIME.toSeconds())
                .param("limit", limit)
                .update();
    }
}
