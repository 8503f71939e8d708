package dev.latchkey.core.audit;

import dev.latchkey.core.text.JsonText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code audit_log}. */
public final class AuditLog {

    /** The database refuses to delete younger events, for every role. */
    public static final Duration SHORTEST_KEEP = Duration.ofDays(30);

    private final JdbcClient jdbc;
    private final AuditCounts counts;

    public AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.counts = new AuditCounts(jdbc);
    }

    /** How many events accounts caused by their requests. */
    public AuditCounts counts() {
        return counts;
    }

    /** The newest events, newest first; {@code limit} 0 for all. Call it in a transaction, so that it streams. */
    public void forEach(AuditFilter filter, int limit, Consumer<AuditEvent> consumer) {
        read(filter, "ORDER BY id DESC LIMIT :bound", limit == 0 ? null : (long) limit, consumer);
    }

    /** The events after the one with the id {@code after}, oldest first. */
    public void forEachAfter(AuditFilter filter, long after, Consumer<AuditEvent> consumer) {
        read(filter, "AND id > :bound ORDER BY id", after, consumer);
    }

    private void read(AuditFilter filter, String rest, @Nullable Long bound, Consumer<AuditEvent> consumer) {
        var query = jdbc.sql("""
                SELECT id, at, actor, action, target_id, target_name, reason, details::text AS details,
                       actor_claimed, database_role, os_uid
                  FROM audit_log
                 WHERE (:target::uuid IS NULL OR target_id = :target::uuid)
                   AND (:actor::text IS NULL OR actor = :actor::text)
                   AND (:action::text IS NULL OR action = :action::text OR action LIKE :action::text || '.%')
                   AND (:within::bigint IS NULL OR at > now() - :within::bigint * interval '1 second')
                """ + rest)
                .param("target", filter.targetId())
                .param("actor", filter.actor())
                .param("action", filter.action())
                .param(
                        "within",
                        filter.within() == null ? null : filter.within().toSeconds())
                .param("bound", bound, Types.BIGINT)
                .withFetchSize(1000)
                .query(AuditLog::map);
        try (var events = query.stream()) {
            events.forEach(consumer);
        }
    }

    private static AuditEvent map(ResultSet row, int number) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getObject("target_id", UUID.class),
                row.getString("target_name"),
                row.getString("reason"),
                row.getString("details"),
                row.getObject("actor_claimed", Boolean.class),
                row.getString("database_role"),
                row.getObject("os_uid", Long.class));
    }

    /** When the oldest event happened; empty when there is none. */
    public Optional<Instant> oldest() {
        return jdbc.sql("SELECT at FROM audit_log ORDER BY id LIMIT 1")
                .query((row, number) -> row.getTimestamp("at").toInstant())
                .optional();
    }

    /** How many events are older than {@code keep}. */
    public int countOlder(Duration keep) {
        return jdbc.sql("SELECT count(*) FROM audit_log WHERE at < now() - :keep * interval '1 second'")
                .param("keep", keep.toSeconds())
                .query(Integer.class)
                .single();
    }

    /**
     * Forgets the oldest events, at most {@code limit} of them, if they are older than {@code keep}.
     *
     * @param keep at least {@link #SHORTEST_KEEP}; the database refuses less
     */
    public int purge(Duration keep, int limit) {
        return jdbc.sql("SELECT audit_log_purge(:keep * interval '1 second', :limit)")
                .param("keep", keep.toSeconds())
                .param("limit", limit)
                .query(Integer.class)
                .single();
    }

    /**
     * Writes one event. Call it in the transaction of the change that it tells.
     *
     * @param action noun and verb, {@code user.disable}
     * @param targetId null when it is about everything
     * @param targetName the name by which people know the target; it outlives the row
     */
    public void record(Attribution by, String action, @Nullable UUID targetId, @Nullable String targetName) {
        record(by, action, targetId, targetName, Map.of());
    }

    /** As {@link #record(Attribution, String, UUID, String)}, with details; they must not contain a secret. */
    public void record(
            Attribution by,
            String action,
            @Nullable UUID targetId,
            @Nullable String targetName,
            Map<String, String> details) {
        record(by, action, targetId, targetName, details, Changes.NONE);
    }

    /**
     * As {@link #record(Attribution, String, UUID, String, Map)}, for an event that requests can cause without limit.
     * At most {@link AuditCounts#MOST} of one account and action are written within an hour. The last one says until
     * when further events are not written; the changes themselves still happen.
     *
     * @param account the account that the event counts for
     */
    public void recordBounded(
            Attribution by,
            String action,
            @Nullable UUID targetId,
            @Nullable String targetName,
            Map<String, String> details,
            UUID account) {
        counts.take(account, action).ifPresent(place -> {
            Map<String, String> all = new HashMap<>(details);
            if (place.isLast()) {
                all.put("not_written_until", place.until().toString());
            }
            record(by, action, targetId, targetName, all);
        });
    }

    /** As {@link #record(Attribution, String, UUID, String, Map)}, with each changed field before and after. */
    public void record(
            Attribution by,
            String action,
            @Nullable UUID targetId,
            @Nullable String targetName,
            Map<String, String> details,
            Changes changes) {
        recordAll(by, List.of(new AuditEntry(action, targetId, targetName, details, changes)));
    }

    /** As {@link #record(Attribution, String, UUID, String)}, of many changes that one actor makes together. */
    public void recordAll(Attribution by, List<AuditEntry> entries) {
        int rows = jdbc.sql("""
                INSERT INTO audit_log (actor, action, target_id, target_name, reason, details, actor_claimed, os_uid)
                SELECT :actor, e.action, e.target_id, e.target_name, :reason::text, e.details,
                       :claimed::boolean, :osUid::bigint
                  FROM json_to_recordset(:entries::json)
                       AS e (action text, target_id uuid, target_name text, details jsonb)
                """)
                .params(parameters(by))
                .param(
                        "entries",
                        JsonText.of(entries.stream().map(AuditEntry::row).toList()))
                .update();
        if (rows != entries.size()) {
            throw new IllegalStateException("There are " + rows + " audit rows for " + entries.size() + " events");
        }
    }

    /**
     * Writes one event for each of these users, who were added in the same transaction: what they were added with, but
     * no secret.
     *
     * @param source where they come from; null when an administrator or they themselves added them
     */
    public void recordAdded(Attribution by, Collection<String> usernames, @Nullable String source) {
        int rows = jdbc.sql("""
                INSERT INTO audit_log (actor, action, target_id, target_name, reason, details, actor_claimed, os_uid)
                SELECT :actor, :action, u.id, u.username, :reason::text,
                       jsonb_strip_nulls(jsonb_build_object(
                           'scope', array_to_string(coalesce(u.own_scopes, u.scopes), ' '),
                           'groups', nullif(array_to_string(u.groups, ' '), ''), 'valid_until', u.valid_until, 'email', u.email, 'full_name', u.full_name,
                           'password', CASE WHEN u.password_hash IS NULL THEN 'none' ELSE 'set' END,
                           'disabled', CASE WHEN u.disabled_at IS NOT NULL THEN 'true' END,
                           'source', :source::text)),
                       :claimed::boolean, :osUid::bigint
                  FROM users u
                 WHERE u.username = ANY (:usernames::text[])
                 ORDER BY u.id
                """)
                .params(parameters(by))
                .param("action", "user.add")
                .param("usernames", usernames.toArray(String[]::new))
                .param("source", source)
                .update();
        if (rows != usernames.size()) {
            throw new IllegalStateException("There are " + rows + " audit rows for " + usernames.size() + " new users");
        }
    }

    private static Map<String, @Nullable Object> parameters(Attribution by) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("actor", by.actor());
        parameters.put("reason", by.reason());
        parameters.put("claimed", by.claimed());
        parameters.put("osUid", by.osUid());
        return parameters;
    }
}
