package dev.latchkey.core.pushed;

import dev.latchkey.core.jdbc.Batcher;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code pushed_requests}. A request is good for one code (<a
 * href="https://www.rfc-editor.org/rfc/rfc9126#section-7.3">RFC 9126, section 7.3</a>), and is used up when that is issued,
 * not when a browser opens it.
 */
public final class PushedRequests {

    /** For how long a browser may open a request for the first time. */
    public static final Duration LIFETIME = Duration.ofSeconds(90);

    /** For how long rows are kept after that: longer than a user who opened the request in time may take. */
    private static final String KEPT = "interval '90 minutes'";

    /** A request that is to be kept. */
    private record Kept(UUID id, UUID clientId, String parameters) {}

    private final JdbcClient jdbc;
    private final Batcher<Kept, UUID> batcher;

    public PushedRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.batcher = new Batcher<>(
                request -> Optional.ofNullable(keep(List.of(request)).get(0)), this::keep);
    }

    /**
     * Keeps a request.
     *
     * @param parameters in the form of a query, at most 16,384 characters
     * @return its id
     */
    public UUID add(UUID clientId, String parameters) {
        Kept request = new Kept(Ids.next(), clientId, parameters);
        return batcher.ask(request)
                .orElseThrow(() -> new IllegalStateException("The pushed request " + request.id() + " was not kept"));
    }

    /** All, or an exception. */
    private Map<Integer, UUID> keep(List<Kept> requests) {
        int rows = jdbc.sql("""
                INSERT INTO pushed_requests (id, client_id, parameters, expires_at)
                SELECT id::uuid, client::uuid, parameters, now() + :lifetime * interval '1 second'
                  FROM unnest(:ids::text[], :clients::text[], :parameters::text[]) AS kept (id, client, parameters)
                """)
                .param("ids", column(requests, Kept::id))
                .param("clients", column(requests, Kept::clientId))
                .param("parameters", column(requests, Kept::parameters))
                .param("lifetime", LIFETIME.toSeconds())
                .update();
        Rows.all(rows, requests.size(), "the pushed requests");
        return IntStream.range(0, requests.size())
                .boxed()
                .collect(Collectors.toMap(
                        place -> place, place -> requests.get(place).id()));
    }

    private static String[] column(List<Kept> requests, Function<Kept, Object> field) {
        return requests.stream().map(field).map(Object::toString).toArray(String[]::new);
    }

    /** A request in whatever state; empty when it is forgotten. */
    public Optional<PushedRequest> find(UUID id) {
        return jdbc.sql("""
                SELECT parameters, expires_at <= now() AS expired, used_at IS NOT NULL AS used
                  FROM pushed_requests
                 WHERE id = :id AND
                """ + Primary.ONLY)
                .param("id", id)
                .query(PushedRequest.class)
                .optional();
    }

    /** Uses a request up; false when another caller has done so, or it is forgotten. */
    public boolean use(UUID id) {
        return jdbc.sql("UPDATE pushed_requests SET used_at = now() WHERE id = :id AND used_at IS NULL")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** How many requests have been over for 90 minutes. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM pushed_requests WHERE expires_at < now() - " + KEPT)
                .query(Integer.class)
                .single();
    }

    /** Forgets requests that have been over for 90 minutes; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM pushed_requests
                 WHERE id IN (SELECT id FROM pushed_requests WHERE expires_at < now() - %s LIMIT :limit)
                """.formatted(KEPT)).param("limit", limit).update();
    }
}
