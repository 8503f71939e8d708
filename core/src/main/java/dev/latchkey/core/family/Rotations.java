package dev.latchkey.core.family;

import dev.latchkey.core.jdbc.Batcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Refreshes families, of most clients by one generation: single requests one by one, simultaneous requests in one statement.
 */
final class Rotations {

    /**
     * "IS TRUE" and "ANY" keep the indexes on client and user out of the plan: in a partition that is empty the planner
     * holds them for as good as the primary key, and the plan is kept.
     */
    private static final String ROTATE = """
            UPDATE tokens t
               SET generation = t.generation + r.step,
                   refreshed_at = now(),
                   idle_until = LEAST(t.expires_at, now() + r.idle * interval '1 second')
              FROM users u, (%s) r
             WHERE t.id = r.id AND t.generation = r.generation AND (t.client_id = r.client_id) IS TRUE
               AND t.revoked_at IS NULL AND t.expires_at > now() AND t.idle_until > now()
               AND (t.jkt IS NULL OR translate(rtrim(encode(t.jkt, 'base64'), '='), '+/', '-_') = r.key)
               AND u.id = ANY (ARRAY[t.user_id]) AND u.disabled_at IS NULL AND (u.valid_until > now()) IS NOT FALSE
               AND string_to_array(r.requested, ' ') <@ string_to_array(t.scope, ' ')
               AND string_to_array(r.resources, ' ') <@ string_to_array(coalesce(t.resource, ''), ' ')
               AND string_to_array(r.requested, ' ')
                   <@ (u.scopes || '{openid,profile,email,address,phone,offline_access,groups}'::text[])
            RETURNING r.place, t.id, t.client_id, t.user_id, t.generation, t.expires_at, t.scope, t.status_index,
                      t.session_id, t.auth_time, t.amr, t.claims, t.resource, t.jkt, u.username, array_to_string(u.scopes, ' ') AS user_scope,
                      array_to_string(u.groups, ' ') AS groups
            """;

    private static final String ONE = ROTATE.formatted("""
            SELECT 1 AS place, :id::uuid AS id, :generation::integer AS generation, :clientId::uuid AS client_id,
                   :idle::bigint AS idle, :step::integer AS step, :requested::text AS requested,
                   :resources::text AS resources, :key::text AS key""");

    /** Locks in no order, so it waits for no lock: a family that is locked goes alone. */
    private static final String MANY = ROTATE.formatted("""
            SELECT wanted.*
              FROM unnest(:ids::uuid[], :generations::integer[], :clientIds::uuid[], :idles::bigint[], :steps::integer[],
                          :requests::text[], :resources::text[], :keys::text[])
                   WITH ORDINALITY AS wanted (id, generation, client_id, idle, step, requested, resources, key, place)
              JOIN tokens l ON l.id = wanted.id
               FOR NO KEY UPDATE OF l SKIP LOCKED""");

    private final JdbcClient jdbc;
    private final Batcher<Rotation, Family> batcher = new Batcher<>(this::one, this::many);

    Rotations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Refreshes a live family in exactly one generation; empty when no row changed. A request for more scopes or
     * resources than were granted changes no row, so that a mistyped scope does not cost the client its token.
     */
    Optional<Family> rotate(Rotation rotation) {
        return batcher.ask(rotation).flatMap(this::withStatusIndex);
    }

    /**
     * A family that began before there were status lists gets its index now; empty when it was revoked in the meantime. Not
     * in the statement above: a column that every refresh names would cost every refresh its trigger.
     */
    private Optional<Family> withStatusIndex(Family family) {
        if (family.statusIndex() != null) {
            return Optional.of(family);
        }
        return jdbc.sql("""
                UPDATE tokens
                   SET status_index = coalesce(status_index, nextval('token_status_index'))
                 WHERE id = :id AND revoked_at IS NULL
                RETURNING status_index
                """)
                .param("id", family.id())
                .query(Long.class)
                .optional()
                .map(family::withStatusIndex);
    }

    private Optional<Family> one(Rotation rotation) {
        return jdbc.sql(ONE)
                .param("id", rotation.familyId())
                .param("generation", rotation.generation())
                .param("clientId", rotation.clientId())
                .param("idle", rotation.idle().toSeconds())
                .param("step", step(rotation))
                .param("requested", rotation.requested().toString())
                .param("resources", String.join(" ", rotation.resources()))
                .param("key", rotation.keyOrNone())
                .query(TokenFamilies::mapFamily)
                .optional();
    }

    Map<Integer, Family> many(List<Rotation> rotations) {
        Map<Integer, Family> rotated = new HashMap<>();
        jdbc.sql(MANY)
                .param("ids", column(rotations, Rotation::familyId))
                .param("generations", column(rotations, Rotation::generation))
                .param("clientIds", column(rotations, Rotation::clientId))
                .param("idles", column(rotations, rotation -> rotation.idle().toSeconds()))
                .param("steps", column(rotations, Rotations::step))
                .param("requests", column(rotations, Rotation::requested))
                .param("resources", column(rotations, rotation -> String.join(" ", rotation.resources())))
                .param("keys", column(rotations, Rotation::keyOrNone))
                .query(row -> {
                    rotated.put(row.getInt("place") - 1, TokenFamilies.mapFamily(row, 0));
                });
        return rotated;
    }

    private static int step(Rotation rotation) {
        return rotation.advances() ? 1 : 0;
    }

    private static String[] column(List<Rotation> rotations, Function<Rotation, Object> field) {
        return rotations.stream().map(field).map(Object::toString).toArray(String[]::new);
    }
}
