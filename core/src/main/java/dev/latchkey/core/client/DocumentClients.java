package dev.latchkey.core.client;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.LiveSession;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clients of {@code clients} that documents describe: read one by one, and stored when a user approves them. */
public final class DocumentClients {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;

    public DocumentClients(JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** As a user approved it last, disabled or not; by {@link ClientUrl#id}. */
    public Optional<Client> find(UUID id) {
        return jdbc.sql(Clients.SELECT + " AND kind = 'document' AND id = :id")
                .param("id", id)
                .query(ClientRow::read)
                .optional();
    }

    /**
     * What such clients may ask for: the scopes of all resources, and those of OpenID Connect. The groups of users only if a
     * resource has that scope.
     */
    public Scopes findScopes() {
        Scopes ofAll = Scopes.OPENID_CONNECT.with(Scopes.NONE, Scopes.of(List.of(Scopes.GROUPS)));
        return ofAll.with(
                Scopes.of(jdbc.sql("SELECT DISTINCT unnest(scopes) AS scope FROM resources")
                        .query((row, number) -> row.getString("scope"))
                        .list()),
                Scopes.NONE);
    }

    /**
     * Stores what a document says of a client, in place of what an earlier one said. Call it in the transaction in which the
     * user approves it. The database checks once more what such a client may be.
     *
     * @param session of the user who approves
     * @return false when the session is over, the host is not trusted, the client is disabled or a scope is not for it;
     *     nothing happened then
     */
    public boolean admit(DescribedClient client, LiveSession session, Attribution by) {
        record Admission(@Nullable UUID admitted, boolean changed) {}
        return transactions.in(() -> {
            Admission admission = jdbc.sql("""
                    SELECT admitted, coalesce(changed, false) AS changed
                      FROM clients_admit(:session, :generation, :id, :url, :name, :uris, :scopes, :refreshes)
                    """)
                    .param("session", session.reference().id())
                    .param("generation", session.reference().generation())
                    .param("id", client.url().id())
                    .param("url", client.url().value())
                    .param("name", client.name())
                    .param(
                            "uris",
                            client.redirectUris().stream()
                                    .map(RedirectUri::value)
                                    .toArray(String[]::new))
                    .param("scopes", client.scopes().tokens().toArray(String[]::new))
                    .param("refreshes", client.refreshes())
                    .query((row, number) ->
                            new Admission(row.getObject("admitted", UUID.class), row.getBoolean("changed")))
                    .single();
            if (admission.changed()) {
                audit.recordBounded(
                        by, "client.admit", client.url().id(), client.url().value(), details(client), session.userId());
            }
            return admission.admitted() != null;
        });
    }

    private static Map<String, String> details(DescribedClient client) {
        Map<String, String> details = new HashMap<>();
        details.put("scope", client.scopes().toString());
        details.put(
                "redirect_uris",
                client.redirectUris().stream().map(RedirectUri::value).collect(Collectors.joining(" ")));
        if (client.name() != null) {
            details.put("name", client.name());
        }
        return details;
    }

    /** How many {@link #purge} would delete. */
    public int countUnused() {
        return jdbc.sql("""
                SELECT count(*) FROM clients c
                 WHERE c.kind = 'document' AND c.disabled_at IS NULL AND c.used_at < now() - interval '90 days'
                   AND NOT EXISTS (SELECT FROM tokens t
                                    WHERE t.client_id = c.id AND t.revoked_at IS NULL AND t.expires_at > now())
                """).query(Integer.class).single();
    }

    /**
     * Deletes those that no user has approved for 90 days and that have no live token family; at most {@code limit} at once.
     * Disabled ones stay, so that their documents do not bring them back.
     */
    public int purge(int limit) {
        return jdbc.sql("SELECT document_clients_purge(:limit)")
                .param("limit", limit)
                .query(Integer.class)
                .single();
    }
}
