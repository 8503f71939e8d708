package dev.latchkey.core.session;

import dev.latchkey.core.jdbc.Batcher;
import dev.latchkey.core.jdbc.Primary;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the sessions of browsers that send requests; those that arrive together share a statement. */
final class Visits {

    /** "ANY" keeps the plan at the primary keys, as in the statements on token families. */
    private static final String FIND = """
            SELECT w.place, s.id, s.generation, s.user_id, s.credential_version, s.auth_time, s.amr, s.remembered, s.expires_at,
                   now() AS now, s.seen_at < now() - interval '5 minutes' AS unseen,
                   u.username, array_to_string(u.scopes, ' ') AS scope, k.scope AS consented,
                   CASE WHEN k.resource_scopes <> '{}'
                        THEN ARRAY(SELECT key || ' ' || value FROM jsonb_each_text(k.resource_scopes)) END AS resources,
                   EXISTS (SELECT FROM totp t WHERE t.user_id = s.user_id) AS app,
                   EXISTS (SELECT FROM passkeys p WHERE p.user_id = s.user_id) AS passkey
              FROM (%s) w
              JOIN browser_sessions s ON s.id = ANY (ARRAY[w.id])
              JOIN users u ON u.id = ANY (ARRAY[s.user_id]) AND u.disabled_at IS NULL AND (u.valid_until > now()) IS NOT FALSE
              LEFT JOIN consents k ON k.user_id = ANY (ARRAY[s.user_id]) AND k.client_id = ANY (ARRAY[w.client])
             WHERE s.generation = w.generation AND s.credential_version = u.credential_version
               AND s.ended_at IS NULL AND s.expires_at > now() AND
            """ + Primary.ONLY;

    private static final String ONE = FIND.formatted(
            "SELECT 1 AS place, :id::uuid AS id, :generation::integer AS generation, :client::uuid AS client");

    private static final String MANY = FIND.formatted("""
            SELECT * FROM unnest(:ids::uuid[], :generations::integer[], :clients::uuid[])
                     WITH ORDINALITY AS wanted (id, generation, client, place)
            """);

    private final JdbcClient jdbc;
    private final Batcher<Visit, Found> batcher = new Batcher<>(this::one, this::many);

    Visits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param clientId whose consent to read along; null for none */
    record Visit(SessionReference session, @Nullable UUID clientId) {}

    /** @param unseen whether it was not noted for five minutes that the session is used */
    record Found(LiveSession session, boolean unseen) {}

    /** A session that is good right now. */
    Optional<Found> find(Visit visit) {
        return batcher.ask(visit);
    }

    Optional<Found> one(Visit visit) {
        return jdbc.sql(ONE)
                .param("id", visit.session().id())
                .param("generation", visit.session().generation())
                .param("client", visit.clientId())
                .query((row, number) -> map(row))
                .optional();
    }

    Map<Integer, Found> many(List<Visit> visits) {
        Map<Integer, Found> found = new HashMap<>();
        jdbc.sql(MANY)
                .param(
                        "ids",
                        visits.stream()
                                .map(visit -> visit.session().id().toString())
                                .toArray(String[]::new))
                .param(
                        "generations",
                        visits.stream()
                                .map(visit -> visit.session().generation())
                                .toArray(Integer[]::new))
                .param(
                        "clients",
                        visits.stream()
                                .map(visit -> Objects.toString(visit.clientId(), null))
                                .toArray(String[]::new))
                .query(row -> {
                    found.put(row.getInt("place") - 1, map(row));
                });
        return found;
    }

    private static Found map(ResultSet row) throws SQLException {
        LiveSession session = new LiveSession(
                new SessionReference(row.getObject("id", UUID.class), row.getInt("generation")),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getInt("credential_version"),
                instant(row, "auth_time"),
                row.getInt("amr"),
                row.getBoolean("app") || row.getBoolean("passkey"),
                row.getBoolean("passkey"),
                row.getBoolean("remembered"),
                instant(row, "expires_at"),
                instant(row, "now"),
                row.getString("scope"),
                consented(row.getString("consented"), row.getArray("resources")));
        return new Found(session, row.getBoolean("unseen"));
    }

    /**
     * What was allowed.
     *
     * @param scope without a resource; null when nothing was allowed at all
     * @param resources the URI of each with its scopes behind it; null for none
     */
    private static Map<String, String> consented(@Nullable String scope, @Nullable Array resources)
            throws SQLException {
        if (scope == null) {
            return Map.of();
        }
        Map<String, String> consented = new HashMap<>();
        if (resources != null) {
            for (String resource : (String[]) resources.getArray()) {
                int space = resource.indexOf(' ');
                consented.put(resource.substring(0, space), resource.substring(space + 1));
            }
        }
        // A row that is there for resources says nothing of requests without one.
        if (consented.isEmpty() || !scope.isEmpty()) {
            consented.put("", scope);
        }
        return consented;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
