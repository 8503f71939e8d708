package dev.latchkey.core.client;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.text.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What {@link Clients} writes. Each statement takes any number of clients: a trigger counts statements for the servers'
 * copies of the clients, and ten thousand of them in one transaction would each look at what all before them left.
 */
final class ClientStatements {

    private final JdbcClient jdbc;

    ClientStatements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds clients by their ids; says how many. One whose client id is taken is left out. */
    int insert(Map<UUID, NewClient> clients) {
        return jdbc.sql("""
                INSERT INTO clients (id, client_id, name, confidential, grant_types, scopes, audiences, origins, claims,
                                     signing_algorithm, access_token_lifetime, refresh_token_lifetime, refresh_token_idle,
                                     refresh_token_grace, redirect_uris, post_logout_uris, consent, pkce,
                                     backchannel_logout_uri, acr, groups_claim, auth_method, jwks, jwks_uri, tls_subject, trusts, par,
                                     binding, rotation, exchange_to)
                SELECT id, client_id, name, confidential, grant_types, scopes, audiences, origins, claims,
                       signing_algorithm, access_token_lifetime, refresh_token_lifetime, refresh_token_idle,
                       refresh_token_grace, redirect_uris, post_logout_uris, consent, pkce,
                       backchannel_logout_uri, acr, groups_claim, auth_method, jwks, jwks_uri, tls_subject, trusts, par,
                       binding, rotation, exchange_to
                  FROM json_populate_recordset(NULL::clients, :rows::json)
                ON CONFLICT (client_id) DO NOTHING
                """).param("rows", rows(clients)).update();
    }

    /** Changes what clients may do, by their ids; says how many. Call it when they are locked. */
    int update(Map<UUID, NewClient> clients) {
        return jdbc.sql("""
                UPDATE clients c
                   SET name = n.name, grant_types = n.grant_types, scopes = n.scopes, audiences = n.audiences,
                       origins = n.origins, claims = n.claims, signing_algorithm = n.signing_algorithm,
                       access_token_lifetime = n.access_token_lifetime, refresh_token_lifetime = n.refresh_token_lifetime,
                       refresh_token_idle = n.refresh_token_idle, refresh_token_grace = n.refresh_token_grace,
                       redirect_uris = n.redirect_uris, post_logout_uris = n.post_logout_uris, consent = n.consent,
                       pkce = n.pkce, backchannel_logout_uri = n.backchannel_logout_uri, acr = n.acr,
                       groups_claim = n.groups_claim,
                       auth_method = n.auth_method, jwks = n.jwks, jwks_uri = n.jwks_uri, tls_subject = n.tls_subject,
                       trusts = n.trusts, par = n.par, binding = n.binding, rotation = n.rotation, exchange_to = n.exchange_to,
                       updated_at = now()
                  FROM json_populate_recordset(NULL::clients, :rows::json) AS n
                 WHERE c.id = n.id
                """).param("rows", rows(clients)).update();
    }

    /** Adds a secret to each of these clients, by its hash. */
    void insertSecrets(Map<UUID, SecretHash> hashes) {
        List<Map<String, Object>> rows = new ArrayList<>();
        hashes.forEach((clientId, hash) -> rows.add(Map.of(
                "id", Ids.next(),
                "client_id", clientId,
                "hash", hash.hex())));
        int added = jdbc.sql("""
                INSERT INTO client_secrets (id, client_id, secret_hash)
                SELECT id, client_id, decode(hash, 'hex')
                  FROM json_to_recordset(:rows::json) AS n (id uuid, client_id uuid, hash text)
                """).param("rows", JsonText.of(rows)).update();
        if (added != hashes.size()) {
            throw new IllegalStateException(added + " secrets were added instead of " + hashes.size());
        }
    }

    /** Lets the secrets of clients end after {@code overlap}, or when they end anyway. */
    void endSecrets(Collection<UUID> clients, Duration overlap) {
        Rows.any(jdbc.sql("""
                UPDATE client_secrets
                   SET expires_at = LEAST(coalesce(expires_at, 'infinity'), now() + :overlap * interval '1 second')
                 WHERE client_id = ANY (:clients::uuid[])
                """)
                .param("clients", clients.toArray(UUID[]::new))
                .param("overlap", overlap.toSeconds())
                .update());
    }

    /** Disables those of these clients that are enabled; says how many. */
    int disable(Collection<UUID> clients) {
        return jdbc.sql("""
                UPDATE clients SET disabled_at = now(), updated_at = now()
                 WHERE id = ANY (:clients::uuid[]) AND disabled_at IS NULL
                """).param("clients", clients.toArray(UUID[]::new)).update();
    }

    /** Enables those of these clients that are disabled; says how many. */
    int enable(Collection<UUID> clients) {
        return jdbc.sql("""
                UPDATE clients SET disabled_at = NULL, updated_at = now()
                 WHERE id = ANY (:clients::uuid[]) AND disabled_at IS NOT NULL
                """).param("clients", clients.toArray(UUID[]::new)).update();
    }

    /**
     * Revokes access tokens without a family that were issued before a time, by the ids of their clients. What was revoked
     * stays revoked: the time of a client only moves forward.
     */
    void rejectOlderTokens(Map<UUID, Instant> times) {
        List<Map<String, Object>> rows = new ArrayList<>();
        times.forEach((id, time) -> rows.add(Map.of("id", id, "time", time)));
        Rows.any(jdbc.sql("""
                UPDATE clients c SET tokens_not_before = n.time, updated_at = now()
                  FROM json_to_recordset(:rows::json) AS n (id uuid, time timestamptz)
                 WHERE c.id = n.id AND (c.tokens_not_before IS NULL OR c.tokens_not_before < n.time)
                """).param("rows", JsonText.of(rows)).update());
    }

    /** Revokes the access tokens without a family that were issued to these clients until now. */
    void rejectOlderTokens(Collection<UUID> clients) {
        Rows.any(jdbc.sql("""
                UPDATE clients SET tokens_not_before = clock_timestamp(), updated_at = now()
                 WHERE id = ANY (:clients::uuid[])
                """).param("clients", clients.toArray(UUID[]::new)).update());
    }

    /** As an array of objects with the names of the columns. */
    private static String rows(Map<UUID, NewClient> clients) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        clients.forEach((id, client) -> rows.add(row(id, client)));
        return JsonText.of(rows);
    }

    private static Map<String, @Nullable Object> row(UUID id, NewClient client) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", id);
        row.put("client_id", client.clientId());
        row.put("name", client.name());
        row.put("confidential", client.confidential());
        row.put("grant_types", Clients.grantTypes(client));
        row.put("scopes", client.scopes().tokens());
        row.put("audiences", client.audiences());
        row.put("origins", client.origins());
        row.put("claims", client.claims().values());
        row.put("signing_algorithm", client.signingAlgorithm());
        row.put("access_token_lifetime", seconds(client.lifetimes().accessToken()));
        row.put("refresh_token_lifetime", seconds(client.lifetimes().refreshToken()));
        row.put("refresh_token_idle", seconds(client.lifetimes().refreshIdle()));
        row.put("refresh_token_grace", seconds(client.lifetimes().refreshGrace()));
        row.put("exchange_to", client.exchangeTo());
        row.putAll(client.signIn().columns());
        row.putAll(client.authentication().columns());
        row.putAll(client.safeguards().columns());
        return row;
    }

    /** As an interval. */
    private static String seconds(Duration duration) {
        return duration.toSeconds() + " seconds";
    }
}
