package dev.latchkey.core.resource;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code resources}. A change holds on all servers within a second. */
public final class Resources {

    private static final String SELECT = """
            SELECT uri, array_to_string(scopes, ' ') AS scope, name, created_at,
                   (SELECT client_id FROM clients c WHERE c.id = served_by) AS served_by
              FROM resources
             WHERE
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Transactions transactions;

    public Resources(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** All resources in the order of their URIs, but not those that this version cannot read. */
    public List<ResourceListing> findAll() {
        return readAll().read();
    }

    /** All resources in the order of their URIs; one that cannot be read is known by its URI. */
    public ReadRows<ResourceListing> readAll() {
        return ReadRows.of(jdbc.sql(SELECT + " ORDER BY uri COLLATE \"C\""), "resources", "uri", Resources::map);
    }

    /** A resource by its URI. */
    public Optional<Resource> find(String uri) {
        return findAll().stream()
                .map(ResourceListing::resource)
                .filter(resource -> resource.uri().equals(uri))
                .findFirst();
    }

    /**
     * Adds a resource, or gives one that exists these scopes, this name and this client in place of those that it has. What
     * another client that served it has got by exchanges ends.
     *
     * @return false when it has exactly these already
     * @throws IllegalArgumentException when there is no client that is to serve it
     */
    public boolean put(Resource resource, Attribution by) {
        return transactions.in(() -> {
            UUID server = lockServer(resource);
            Map<String, @Nullable String> before =
                    lock(resource.uri()).map(Resources::fields).orElse(Map.of());
            Changes changes = Changes.between(before, fields(resource));
            if (changes.isEmpty()) {
                return false;
            }
            // The time after the wait for the lock: what was granted for a resource of this URI that was removed
            // meanwhile is older.
            Rows.one(
                    jdbc.sql("""
                    INSERT INTO resources (uri, scopes, name, served_by, created_at)
                    VALUES (:uri, string_to_array(:scope, ' '), :name, :servedBy, clock_timestamp())
                    ON CONFLICT (uri) DO UPDATE
                       SET scopes = excluded.scopes, name = excluded.name, served_by = excluded.served_by
                    """)
                            .param("uri", resource.uri())
                            .param("name", resource.name(), Types.VARCHAR)
                            .param("servedBy", server, Types.OTHER)
                            .param("scope", resource.scopes().toString())
                            .update(),
                    "the resource");
            audit.record(
                    by, before.isEmpty() ? "resource.add" : "resource.update", null, resource.uri(), Map.of(), changes);
            return true;
        });
    }

    /** Before the resources: the deletion of a client locks the two in this order. */
    private @Nullable UUID lockServer(Resource resource) {
        return resource.servedBy() == null
                ? null
                : jdbc.sql("SELECT id FROM clients WHERE client_id = :clientId FOR KEY SHARE")
                        .param("clientId", resource.servedBy())
                        .query(UUID.class)
                        .optional()
                        .orElseThrow(() -> new IllegalArgumentException("There is no client '" + resource.servedBy()
                                + "', which is to serve " + resource.uri() + "."));
    }

    /**
     * Removes a resource: no access token is issued for it any more, what clients got by exchanges at it or for it ends,
     * and a trigger forgets what users allowed for it. Another resource that is added with this URI has nothing of it: token
     * families are for resources that are older than they. False when there was none.
     */
    public boolean remove(String uri, Attribution by) {
        return transactions.in(() -> {
            Optional<Resource> found = lock(uri);
            found.ifPresent(resource -> {
                Rows.one(
                        jdbc.sql("DELETE FROM resources WHERE uri = :uri")
                                .param("uri", uri)
                                .update(),
                        "the resource");
                audit.record(by, "resource.remove", null, uri, Map.of(), Changes.between(fields(resource), Map.of()));
            });
            return found.isPresent();
        });
    }

    /** Keeps others from changing resources until the transaction ends. */
    public void lockAll() {
        // The whole table, because a row that is not there yet cannot be locked.
        Rows.any(jdbc.sql("LOCK TABLE resources IN SHARE ROW EXCLUSIVE MODE").update());
    }

    /** Reads a resource and keeps others from changing resources until the transaction ends. */
    private Optional<Resource> lock(String uri) {
        lockAll();
        return jdbc.sql(SELECT + " AND uri = :uri")
                .param("uri", uri)
                .query(Resources::map)
                .optional()
                .map(ResourceListing::resource);
    }

    private static Map<String, @Nullable String> fields(Resource resource) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("scope", resource.scopes().toString());
        fields.put("name", resource.name());
        fields.put("served_by", resource.servedBy());
        return fields;
    }

    private static ResourceListing map(ResultSet row, int number) throws SQLException {
        return new ResourceListing(
                new Resource(
                        row.getString("uri"),
                        Scopes.parse(row.getString("scope")),
                        row.getString("name"),
                        row.getString("served_by")),
                row.getTimestamp("created_at").toInstant());
    }
}
