package dev.latchkey.core.family;

import dev.latchkey.core.family.NewExchange.Parent;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code exchanged_families}: the tokens that clients got for tokens that they were sent. A family ends with what
 * it was exchanged from, with its actor and with its resources: triggers delete the row then.
 */
public final class ExchangedFamilies {

    private static final String OF_USER = """
            SELECT c.id AS client_id, u.id AS user_id, NULL::uuid AS subject_client_id, u.username,
                   array_to_string(u.scopes, ' ') AS user_scope, array_to_string(u.groups, ' ') AS groups
              FROM users u
              JOIN clients c ON c.id = :actor
            """;

    private static final String USER_IS_ENABLED =
            "u.id = :user AND u.disabled_at IS NULL AND (u.valid_until > now()) IS NOT FALSE";

    private static final String OF_CLIENT = """
            SELECT c.id AS client_id, NULL::uuid AS user_id, o.id AS subject_client_id, NULL AS username,
                   NULL AS user_scope, NULL AS groups
              FROM clients o
              JOIN clients c ON c.id = :actor
            """;

    private static final String OWNER_IS_ENABLED = "o.client_id = :subject AND o.disabled_at IS NULL";

    private static final String EXCHANGED = "JOIN exchanged_families p ON p.id = :parent AND p.expires_at > now() AND ";

    /**
     * The locks order this before or after whatever ends one of the rows; in the order of all statements: user, client,
     * resource, family. The end of a family of exchanged tokens deletes its row, and another exchange may extend it meanwhile:
     * hence KEY. What is there is extended, because an insertion that finds it would use up a place in the status lists. Where
     * there is nothing to extend nothing is written: exchanges of one token would wait for each other with these locks in their
     * hands, and a statement that ends one of the rows would never get its turn. A family is good for longer than its tokens, so
     * that for most access tokens of a session there is nothing to extend. As in {@link Rotations}, "ANY" keeps the index on
     * the user out of the plan.
     */
    private static final String BEGIN = """
            WITH ready AS (
                %1$s
                  JOIN resources s ON s.uri = :source AND s.served_by = c.id
                  JOIN resources r ON r.uri = :target
                  %2$s
                 WHERE %3$s
                   AND c.disabled_at IS NULL AND c.confidential AND 'token_exchange' = ANY (c.grant_types)
                   AND :target = ANY (c.exchange_to) AND :until::timestamptz > now()
                   FOR SHARE OF %4$s
            ), covered AS (
                SELECT x.id, x.status_index
                  FROM exchanged_families x, ready
                 WHERE x.parent_id = :parent AND x.client_id = ready.client_id AND x.expires_at >= :until::timestamptz
                   AND x.resources @> ARRAY[:source, :target]::text[]
            ), extended AS (
                UPDATE exchanged_families x
                   SET expires_at = GREATEST(x.expires_at, :until::timestamptz + interval '30 minutes'),
                       resources = ARRAY(SELECT DISTINCT unnest(x.resources || ARRAY[:source, :target]::text[]) ORDER BY 1)
                  FROM ready
                 WHERE x.parent_id = :parent AND x.client_id = ready.client_id AND NOT EXISTS (SELECT FROM covered)
                RETURNING x.id, x.status_index
            ), begun AS (
                INSERT INTO exchanged_families AS x
                       (id, parent_id, client_id, user_id, subject_client_id, resources, expires_at)
                SELECT :id::uuid, :parent::uuid, client_id, user_id, subject_client_id, ARRAY[:source, :target]::text[],
                       :until::timestamptz + interval '30 minutes'
                  FROM ready
                 WHERE NOT EXISTS (SELECT FROM covered) AND NOT EXISTS (SELECT FROM extended)
                ON CONFLICT (parent_id, client_id) DO UPDATE
                   SET expires_at = GREATEST(x.expires_at, excluded.expires_at),
                       resources = ARRAY(SELECT DISTINCT unnest(x.resources || excluded.resources) ORDER BY 1)
                RETURNING x.id, x.status_index
            )
            SELECT f.id, f.status_index, ready.username, ready.user_scope, ready.groups
              FROM (TABLE covered UNION ALL TABLE extended UNION ALL TABLE begun) f, ready
            """;

    private static final String FROM_FAMILY = BEGIN.formatted(
            OF_USER,
            "JOIN tokens p ON p.id = :parent AND u.id = ANY (ARRAY[p.user_id]) AND p.revoked_at IS NULL AND p.expires_at > now()"
                    + " AND p.status_index IS NOT NULL"
                    // Granted for the resource that is there, and not for one of the same URI that was removed.
                    + " AND (p.resource IS NULL OR p.id >= uuid_from_time(date_trunc('milliseconds', s.created_at)))",
            USER_IS_ENABLED,
            "u, c, s, r, p");

    private static final String FROM_EXCHANGE_OF_USER =
            BEGIN.formatted(OF_USER, EXCHANGED + "p.user_id = u.id", USER_IS_ENABLED, "u, c, s, r FOR KEY SHARE OF p");

    private static final String FROM_EXCHANGE_OF_CLIENT = BEGIN.formatted(
            OF_CLIENT, EXCHANGED + "p.subject_client_id = o.id", OWNER_IS_ENABLED, "o, c, s, r FOR KEY SHARE OF p");

    private static final String FROM_OWN_TOKEN = BEGIN.formatted(
            OF_CLIENT,
            "",
            OWNER_IS_ENABLED
                    + " AND date_trunc('milliseconds', s.created_at) <= :issuedAt AND o.created_at <= :issuedAt AND (o.tokens_not_before <= :issuedAt) IS NOT FALSE"
                    + " AND (o.status_index = :statusIndex) IS NOT FALSE"
                    + " AND NOT EXISTS (SELECT FROM revoked_access_tokens WHERE jti = :parent)",
            "o, c, s, r");

    private final JdbcClient jdbc;
    private final Transactions transactions;

    public ExchangedFamilies(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Begins the family of an exchange, or takes the one that this actor has of this parent. It is good at least until the
     * exchanged token expires.
     *
     * @return empty when the token has ended, its subject or the actor is disabled, or the resources are other ones by now
     */
    public Optional<Exchange> begin(NewExchange exchange) {
        return transactions.in(() -> {
            Optional<Parent.OwnToken> own = exchange.ownToken();
            // Such a token has no row to lock: its revocation waits for this lock, and then finds the family.
            own.ifPresent(token -> jdbc.sql("SELECT pg_advisory_xact_lock_shared(hashtextextended(:jti, 37))")
                    .param("jti", token.jti().toString())
                    .query(row -> {}));
            return jdbc.sql(statement(exchange.parent()))
                    .param("id", Ids.next())
                    .param("parent", exchange.parent().id())
                    .param("actor", exchange.actor())
                    .param("user", exchange.userId().orElse(null), Types.OTHER)
                    .param("subject", exchange.subject())
                    .param(
                            "issuedAt",
                            own.map(token -> Timestamp.from(token.issuedAt())).orElse(null),
                            Types.TIMESTAMP)
                    .param("statusIndex", own.map(Parent.OwnToken::statusIndex).orElse(null), Types.BIGINT)
                    .param("source", exchange.source())
                    .param("target", exchange.target())
                    .param("until", Timestamp.from(exchange.expiresAt()))
                    .query(ExchangedFamilies::map)
                    .optional();
        });
    }

    private static String statement(Parent parent) {
        return switch (parent) {
            case Parent.OfUser ignored -> FROM_FAMILY;
            case Parent.Exchanged(UUID family, boolean ofUser) ->
                ofUser ? FROM_EXCHANGE_OF_USER : FROM_EXCHANGE_OF_CLIENT;
            case Parent.OwnToken ignored -> FROM_OWN_TOKEN;
        };
    }

    /** Whether access tokens of a family are good right now. */
    public boolean isLive(UUID id) {
        return jdbc.sql("""
                SELECT EXISTS (SELECT FROM exchanged_families x LEFT JOIN users u ON u.id = x.user_id
                                WHERE x.id = :id AND x.expires_at > now() AND u.disabled_at IS NULL
                                  AND (u.valid_until > now()) IS NOT FALSE)
                 WHERE
                """ + Primary.ONLY).param("id", id).query(Boolean.class).single();
    }

    /** Ends a family, and those that were exchanged from it; false when it had ended already. */
    public boolean end(UUID id) {
        return transactions.in(() -> jdbc.sql("DELETE FROM exchanged_families WHERE id = :id")
                        .param("id", id)
                        .update()
                == 1);
    }

    /** How many {@link #purge} would forget. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM exchanged_families WHERE expires_at < now() - interval '1 day'")
                .query(Integer.class)
                .single();
    }

    /**
     * Forgets families that have been over for a day; at most {@code limit} at once. One that goes on meanwhile stays: the outer
     * condition is what PostgreSQL looks at again after it waited for the row.
     */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM exchanged_families
                 WHERE id IN (SELECT id FROM exchanged_families WHERE expires_at < now() - interval '1 day' LIMIT :limit)
                   AND expires_at < now() - interval '1 day'
                """).param("limit", limit).update();
    }

    private static Exchange map(ResultSet row, int number) throws SQLException {
        String userScope = row.getString("user_scope");
        String groups = row.getString("groups");
        return new Exchange(
                row.getObject("id", UUID.class),
                row.getString("username"),
                userScope == null ? null : Scopes.parse(userScope),
                groups == null || groups.isEmpty() ? List.of() : List.of(groups.split(" ", -1)),
                row.getLong("status_index"));
    }
}
