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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code resources}. A change holds on all servers within a second. */
public final class Resources {

    private static final String SELECT = """
            SELECT uri, array_to_string(scopes, ' ') AS scope, name, created_at FROM resources WHERE
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
     * Adds a resource, or gives one that exists these scopes and this name in place of those that it has.
     *
     * @return false when it has exactly these already
     */
    public boolean put(Resource resource, Attribution by) {
        return transactions.in(() -> {
            Map<String, @Nullable String> before =
                    lock(resource.uri()).map(Resources::fields).orElse(Map.of());
            Changes changes = Changes.between(before, fields(resource));
            if (changes.isEmpty()) {
                return false;
            }
            Rows.one(
                    jdbc.sql("""
                    INSERT INTO resources (uri, scopes, name) VALUES (:uri, string_to_array(:scope, ' '), :name)
                    ON CONFLICT (uri) DO UPDATE SET scopes = excluded.scopes, name = excluded.name
                    """)
                            .param("uri", resource.uri())
                            .param("name", resource.name(), Types.VARCHAR)
                            .param("scope", resource.scopes().toString())
                            .update(),
                    "the resource");
            audit.record(
                    by, before.isEmpty() ? "resource.add" : "resource.update", null, resource.uri(), Map.of(), changes);
            return true;
        });
    }

    /** Removes a resource: no access token is issued for it any more. False when there was none. */
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
        return fields;
    }

    private static ResourceListing map(ResultSet row, int number) throws SQLException {
        return new ResourceListing(
                new Resource(row.getString("uri"), Scopes.parse(row.getString("scope")), row.getString("name")),
                row.getTimestamp("created_at").toInstant());
    }
}
