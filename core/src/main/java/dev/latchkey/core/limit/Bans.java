package dev.latchkey.core.limit;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code bans}. A change holds on all servers within a second. */
public final class Bans {

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Transactions transactions;

    public Bans(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** The bans that hold now, in the order of their networks, but not those that this version cannot read. */
    public List<Ban> findAll() {
        return readAll().read();
    }

    /** The bans that hold now, in the order of their networks; one that cannot be read is known by its network. */
    public ReadRows<Ban> readAll() {
        return ReadRows.of(jdbc.sql("""
                SELECT network::text AS network, reason, created_at, expires_at
                  FROM bans
                 WHERE (expires_at IS NULL OR expires_at > now()) AND %s
                 ORDER BY network
                """.formatted(Primary.ONLY)), "bans", "network", Bans::map);
    }

    /**
     * Bans a network, or changes until when and why it is banned.
     *
     * @param length null for until it is lifted
     */
    public Ban add(Network network, @Nullable Duration length, Attribution by) {
        return transactions.in(() -> {
            Map<String, @Nullable String> before =
                    lock(network).map(Bans::fields).orElse(Map.of());
            Rows.one(
                    jdbc.sql("""
                    INSERT INTO bans (network, reason, expires_at)
                    VALUES (:network::cidr, :reason, now() + :seconds::bigint * interval '1 second')
                    ON CONFLICT (network) DO UPDATE
                       SET reason = EXCLUDED.reason, expires_at = EXCLUDED.expires_at, created_at = now()
                    """)
                            .param("network", network.toString())
                            .param("reason", by.reason())
                            .param("seconds", length == null ? null : length.toSeconds())
                            .update(),
                    "the ban");
            Ban ban = lock(network).orElseThrow();
            audit.record(
                    by,
                    "ban.add",
                    null,
                    network.toString(),
                    length == null ? Map.of() : Map.of("seconds", Long.toString(length.toSeconds())),
                    Changes.between(before, fields(ban)));
            return ban;
        });
    }

    /** Reads a ban that holds now and keeps others from changing it until the transaction ends. */
    private Optional<Ban> lock(Network network) {
        return jdbc.sql("""
                SELECT network::text AS network, reason, created_at, expires_at
                  FROM bans
                 WHERE network = :network::cidr AND (expires_at IS NULL OR expires_at > now())
                   FOR UPDATE
                """)
                .param("network", network.toString())
                .query(Bans::map)
                .optional();
    }

    private static Map<String, @Nullable String> fields(Ban ban) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("reason", ban.reason());
        fields.put(
                "expires_at",
                ban.expiresAt() == null ? "never" : ban.expiresAt().toString());
        return fields;
    }

    private static Ban map(ResultSet row, int number) throws SQLException {
        Timestamp expiresAt = row.getTimestamp("expires_at");
        return new Ban(
                Network.parse(row.getString("network")),
                row.getString("reason"),
                row.getTimestamp("created_at").toInstant(),
                expiresAt == null ? null : expiresAt.toInstant());
    }

    /** Lifts a ban; false when there was none. */
    public boolean lift(Network network, Attribution by) {
        return transactions.in(() -> {
            Optional<Ban> ban = lock(network);
            ban.ifPresent(found -> {
                Rows.one(
                        jdbc.sql("DELETE FROM bans WHERE network = :network::cidr")
                                .param("network", network.toString())
                                .update(),
                        "the ban");
                audit.record(
                        by, "ban.lift", null, network.toString(), Map.of(), Changes.between(fields(found), Map.of()));
            });
            return ban.isPresent();
        });
    }

    /** How many bans have ended. */
    public int countEnded() {
        return jdbc.sql("SELECT count(*) FROM bans WHERE expires_at < now()")
                .query(Integer.class)
                .single();
    }

    /** Forgets bans that have ended; at most {@code limit} at once. */
    public int purge(int limit) {
        // Asked again of the row itself: the ban may have been renewed while this waited for it.
        return jdbc.sql("""
                DELETE FROM bans
                 WHERE expires_at < now()
                   AND network IN (SELECT network FROM bans WHERE expires_at < now() LIMIT :limit)
                """).param("limit", limit).update();
    }
}
