package dev.latchkey.core.consent;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code scope_descriptions}: what a scope allows, in the words of the operator. */
public final class ScopeDescriptions {

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Transactions transactions;

    public ScopeDescriptions(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** The descriptions of those of these scopes that have one. */
    public Map<String, String> find(Scopes scopes) {
        return read(
                "WHERE scope = ANY (:scopes)", Map.of("scopes", scopes.tokens().toArray(String[]::new)));
    }

    /** All of them, in the order of the scopes. */
    public SortedMap<String, String> list() {
        return read("", Map.of());
    }

    private SortedMap<String, String> read(String condition, Map<String, ?> parameters) {
        SortedMap<String, String> descriptions = new TreeMap<>();
        jdbc.sql("SELECT scope, description FROM scope_descriptions " + condition)
                .params(parameters)
                .query(row -> {
                    descriptions.put(row.getString("scope"), row.getString("description"));
                });
        return Collections.unmodifiableSortedMap(descriptions);
    }

    /**
     * Describes a scope, in place of what it had.
     *
     * @return false when it was described so already
     * @throws IllegalArgumentException when the scope or the description is none
     */
    public boolean set(String scope, String description, Attribution by) {
        String words = new ScopeDescription(scope, description).description();
        return change(scope, words, "scope.set", by);
    }

    /** Takes the description of a scope away; false when it had none. */
    public boolean remove(String scope, Attribution by) {
        return change(scope, null, "scope.remove", by);
    }

    /** Keeps others from changing descriptions until the transaction ends, so that the audit log has what was really before. */
    public void lockAll() {
        Rows.any(jdbc.sql("LOCK TABLE scope_descriptions IN SHARE ROW EXCLUSIVE MODE")
                .update());
    }

    private boolean change(String scope, @Nullable String description, String action, Attribution by) {
        return transactions.in(() -> {
            lockAll();
            String before = list().get(scope);
            Changes changes = Changes.between(described(before), described(description));
            if (changes.isEmpty()) {
                return false;
            }
            if (description == null) {
                Rows.one(
                        jdbc.sql("DELETE FROM scope_descriptions WHERE scope = :scope")
                                .param("scope", scope)
                                .update(),
                        "the description");
            } else {
                Rows.one(
                        jdbc.sql("""
                        INSERT INTO scope_descriptions (scope, description) VALUES (:scope, :description)
                        ON CONFLICT (scope) DO UPDATE SET description = excluded.description
                        """)
                                .param("scope", scope)
                                .param("description", description)
                                .update(),
                        "the description");
            }
            audit.record(by, action, null, scope, Map.of(), changes);
            return true;
        });
    }

    private static Map<String, @Nullable String> described(@Nullable String description) {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("description", description);
        return fields;
    }
}
