package dev.latchkey.core.family;

import dev.latchkey.core.jdbc.IdPrefix;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Token families as an administrator sees them, with the names of their user and client. */
public final class FamilyListings {

    private static final String LISTING = """
            SELECT t.id, t.user_id, u.username, t.client_id, c.client_id AS client, t.grant_type, t.scope, t.resource, t.generation,
                   t.created_at, t.refreshed_at, t.idle_until, t.expires_at, t.revoked_at, t.revoked_reason,
                   host(t.address) AS address, t.user_agent,
                   CASE WHEN t.revoked_at IS NOT NULL THEN 'REVOKED'
                        WHEN t.expires_at <= now() THEN 'EXPIRED'
                        WHEN t.idle_until <= now() THEN 'IDLE'
                        WHEN u.disabled_at IS NOT NULL THEN 'DISABLED'
                        ELSE 'LIVE'
                   END AS state
              FROM tokens t
              LEFT JOIN users u ON u.id = t.user_id
              LEFT JOIN clients c ON c.id = t.client_id
            """;

    private final JdbcClient jdbc;

    public FamilyListings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Hands families to {@code consumer} as an administrator lists them, newest first, one at a time. Call it in a
     * transaction, else the driver reads everything first.
     */
    public void forEach(FamilyFilter filter, Consumer<FamilyListing> consumer) {
        var query = jdbc.sql(LISTING + """
                 WHERE (:userId::uuid IS NULL OR t.user_id = :userId::uuid)
                   AND (:clientId::uuid IS NULL OR t.client_id = :clientId::uuid)
                   AND (NOT :live OR (t.revoked_at IS NULL AND t.idle_until > now() AND u.disabled_at IS NULL))
                   AND (:within::bigint IS NULL OR t.id > uuid_from_time(now() - :within::bigint * interval '1 second'))
                   AND (:scope::text IS NULL OR :scope::text = ANY (string_to_array(t.scope, ' ')))
                 ORDER BY t.id DESC
                 LIMIT :limit
                """)
                .param("userId", filter.userId())
                .param("clientId", filter.clientId())
                .param("live", filter.liveOnly())
                .param(
                        "within",
                        filter.createdWithin() == null
                                ? null
                                : filter.createdWithin().toSeconds())
                .param("scope", filter.scope())
                .param("limit", filter.limit() == 0 ? null : filter.limit(), java.sql.Types.BIGINT)
                .withFetchSize(1000)
                .query(FamilyListing::map);
        try (var families = query.stream()) {
            families.forEach(consumer);
        }
    }

    /**
     * Which clients have used a grant, by their ids. Families of a while ago may be gone already.
     *
     * @param grantType its name on the wire
     * @param within only what began in this time up to now
     */
    public Map<UUID, GrantUse> useOf(String grantType, Duration within) {
        Map<UUID, GrantUse> uses = new HashMap<>();
        jdbc.sql("""
                SELECT client_id, count(*) AS sign_ins, count(DISTINCT user_id) AS users, max(created_at) AS last
                  FROM tokens
                 WHERE grant_type = :grantType AND client_id IS NOT NULL
                   AND id > uuid_from_time(now() - :within * interval '1 second')
                 GROUP BY client_id
                """)
                .param("grantType", grantType)
                .param("within", within.toSeconds())
                .query(row -> {
                    uses.put(
                            row.getObject("client_id", UUID.class),
                            new GrantUse(
                                    row.getLong("sign_ins"),
                                    row.getLong("users"),
                                    row.getTimestamp("last").toInstant()));
                });
        return Map.copyOf(uses);
    }

    /** How many live families each of these clients has; those without any are left out. */
    public Map<UUID, Integer> countLive(Collection<UUID> clients) {
        Map<UUID, Integer> live = new HashMap<>();
        jdbc.sql("""
                SELECT client_id, count(*) AS live
                  FROM tokens
                 WHERE client_id = ANY (:clients::uuid[]) AND revoked_at IS NULL AND idle_until > now()
                 GROUP BY client_id
                """).param("clients", clients.toArray(UUID[]::new)).query(row -> {
            live.put(row.getObject("client_id", UUID.class), row.getInt("live"));
        });
        return live;
    }

    /** Families whose id begins with {@code prefix}, live or not, at most {@code limit} of them. */
    public List<FamilyListing> findByIdPrefix(IdPrefix prefix, int limit) {
        return jdbc.sql(LISTING + " WHERE t.id BETWEEN :first AND :last ORDER BY t.id LIMIT :limit")
                .param("first", prefix.first())
                .param("last", prefix.last())
                .param("limit", limit)
                .query(FamilyListing::map)
                .list();
    }
}
