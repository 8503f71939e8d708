package dev.latchkey.core.client;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.jdbc.IdPrefix;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code clients} and {@code client_secrets}. */
public final class Clients {

    static final String SELECT = """
            SELECT id, client_id, name, confidential, grant_types, array_to_string(scopes, ' ') AS scope, audiences,
                   origins, claims::text AS claims, signing_algorithm, extract(epoch FROM access_token_lifetime)::bigint AS access_seconds,
                   extract(epoch FROM refresh_token_lifetime)::bigint AS refresh_seconds,
                   extract(epoch FROM refresh_token_idle)::bigint AS idle_seconds,
                   extract(epoch FROM refresh_token_grace)::bigint AS grace_seconds,
                   redirect_uris, post_logout_uris, consent, pkce, backchannel_logout_uri, acr, groups_claim,
                   auth_method, jwks, jwks_uri, tls_subject, par, binding, rotation, kind,
                   created_at, disabled_at, tokens_not_before, status_index
              FROM clients
             WHERE
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;

    public Clients(JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** All clients in the order of their names, but not those that this version cannot read. */
    public List<Client> findAll() {
        return readAll().read();
    }

    /** All clients in the order of their names; one that cannot be read is known by its client id. */
    public ReadRows<Client> readAll() {
        return read("");
    }

    /** The same of those that administrators added, without the {@link DocumentClients}. */
    public ReadRows<Client> readStatic() {
        return read(" AND kind = 'static'");
    }

    private ReadRows<Client> read(String condition) {
        return ReadRows.of(
                jdbc.sql(SELECT + condition + " ORDER BY client_id"), "clients", "client_id", ClientRow::read);
    }

    public Optional<Client> findByClientId(String clientId) {
        return jdbc.sql(SELECT + " AND client_id = :clientId")
                .param("clientId", clientId)
                .query(ClientRow::read)
                .optional();
    }

    /** Clients whose id begins with {@code prefix}, at most {@code limit} of them. */
    public List<Client> findByIdPrefix(IdPrefix prefix, int limit) {
        return jdbc.sql(SELECT + " AND id BETWEEN :first AND :last ORDER BY id LIMIT :limit")
                .param("first", prefix.first())
                .param("last", prefix.last())
                .param("limit", limit)
                .query(ClientRow::read)
                .list();
    }

    /** The secrets that are good now or later, by the client's id. */
    public Map<UUID, List<ClientSecret>> findSecrets() {
        record Owned(UUID clientId, ClientSecret secret) {}
        return jdbc
                .sql("""
                SELECT client_id, secret_hash, expires_at
                  FROM client_secrets
                 WHERE (expires_at IS NULL OR expires_at > now()) AND
                """ + Primary.ONLY)
                .query((row, number) -> new Owned(
                        row.getObject("client_id", UUID.class),
                        new ClientSecret(row.getBytes("secret_hash"), ClientRow.instant(row, "expires_at"))))
                .list()
                .stream()
                .collect(
                        Collectors.groupingBy(Owned::clientId, Collectors.mapping(Owned::secret, Collectors.toList())));
    }

    /**
     * Adds a client.
     *
     * @param secretHash made by {@link ClientSecret#hash}; null for a client without one
     * @return its id, or empty when the client id is taken
     * @throws IllegalArgumentException when no new client may be called so
     */
    public Optional<UUID> add(NewClient client, byte @Nullable [] secretHash, Attribution by) {
        if (client.hasSecret() != (secretHash != null)) {
            throw new IllegalArgumentException("Only a client that authenticates by a secret has one.");
        }
        client.requireNew();
        return transactions.in(() -> {
            Optional<UUID> id = insert(client);
            id.ifPresent(added -> {
                if (secretHash != null) {
                    insertSecret(added, secretHash);
                }
                audit.record(by, "client.add", added, client.clientId(), ClientFields.given(client));
            });
            return id;
        });
    }

    private Optional<UUID> insert(NewClient client) {
        UUID id = Ids.next();
        int rows = jdbc.sql("""
                INSERT INTO clients (id, client_id, name, confidential, grant_types, scopes, audiences, origins,
                                     claims, signing_algorithm, access_token_lifetime, refresh_token_lifetime, refresh_token_idle,
                                     refresh_token_grace, redirect_uris, post_logout_uris, consent, pkce,
                                     backchannel_logout_uri, acr, groups_claim, auth_method, jwks, jwks_uri,
                                     tls_subject, par, binding, rotation)
                VALUES (:id, :clientId, :name, :confidential, :grantTypes, string_to_array(:scope, ' '), :audiences, :origins,
                        :claims::jsonb, :algorithm, :access * interval '1 second', :refresh * interval '1 second', :idle * interval '1 second',
                        :grace * interval '1 second', :redirectUris, :postLogoutUris, :consent, :pkce,
                        :backchannelLogoutUri, :acr, :groupsClaim, :authMethod, :jwks, :jwksUri, :tlsSubject, :par, :binding,
                        :rotation)
                ON CONFLICT (client_id) DO NOTHING
                """)
                .param("id", id)
                .param("clientId", client.clientId())
                .param("confidential", client.confidential())
                .params(parameters(client))
                .update();
        return rows == 1 ? Optional.of(id) : Optional.empty();
    }

    void insertSecret(UUID clientId, byte[] secretHash) {
        Rows.one(
                jdbc.sql("INSERT INTO client_secrets (id, client_id, secret_hash) VALUES (:id, :clientId, :hash)")
                        .param("id", Ids.next())
                        .param("clientId", clientId)
                        .param("hash", secretHash)
                        .update(),
                "the secret");
    }

    /** Reads a client and keeps other transactions from changing it until the transaction ends. */
    Optional<Client> lock(UUID id) {
        return jdbc.sql(SELECT + " AND id = :id FOR UPDATE")
                .param("id", id)
                .query(ClientRow::read)
                .optional();
    }

    /** Changes what a client may do. Call it when the client is locked. */
    void update(UUID id, NewClient client) {
        Rows.one(jdbc.sql("""
                UPDATE clients
                   SET name = :name, grant_types = :grantTypes, scopes = string_to_array(:scope, ' '), audiences = :audiences,
                       origins = :origins, claims = :claims::jsonb, signing_algorithm = :algorithm, access_token_lifetime = :access * interval '1 second',
                       refresh_token_lifetime = :refresh * interval '1 second',
                       refresh_token_idle = :idle * interval '1 second',
                       refresh_token_grace = :grace * interval '1 second', redirect_uris = :redirectUris,
                       post_logout_uris = :postLogoutUris, consent = :consent, pkce = :pkce,
                       backchannel_logout_uri = :backchannelLogoutUri, acr = :acr,
                       groups_claim = :groupsClaim, auth_method = :authMethod, jwks = :jwks, jwks_uri = :jwksUri,
                       tls_subject = :tlsSubject, par = :par, binding = :binding, rotation = :rotation, updated_at = now()
                 WHERE id = :id
                """).param("id", id).params(parameters(client)).update(), "the client");
    }

    /** True when this call disabled the client, false when it was disabled already. */
    boolean markDisabled(UUID id) {
        return jdbc.sql(
                                "UPDATE clients SET disabled_at = now(), updated_at = now() WHERE id = :id AND disabled_at IS NULL")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** True when this call enabled the client, false when it was enabled already. */
    boolean markEnabled(UUID id) {
        return jdbc.sql(
                                "UPDATE clients SET disabled_at = NULL, updated_at = now() WHERE id = :id AND disabled_at IS NOT NULL")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Revokes the access tokens without a family that were issued until now. Call it when the client is locked. */
    void rejectOlderTokens(UUID id) {
        Rows.one(
                jdbc.sql("UPDATE clients SET tokens_not_before = now(), updated_at = now() WHERE id = :id")
                        .param("id", id)
                        .update(),
                "the client");
    }

    /** As {@link #rejectOlderTokens(UUID)} for all clients, also those that had the grant and lost it. */
    void rejectOlderTokens() {
        Rows.any(jdbc.sql("UPDATE clients SET tokens_not_before = now(), updated_at = now()")
                .update());
    }

    /** When the last access token expires that a client can have got for itself; empty when it cannot have any. */
    Optional<Instant> ownTokensUntil(UUID id) {
        return jdbc.sql("""
                SELECT now() + access_token_lifetime AS until
                  FROM clients
                 WHERE id = :id AND 'client_credentials' = ANY (grant_types)
                """)
                .param("id", id)
                .query((row, number) -> row.getTimestamp("until").toInstant())
                .optional();
    }

    /** As {@link #ownTokensUntil(UUID)} for the client whose tokens live longest. */
    Optional<Instant> ownTokensUntil() {
        return jdbc.sql("""
                SELECT now() + max(access_token_lifetime) AS until
                  FROM clients
                 WHERE 'client_credentials' = ANY (grant_types)
                HAVING count(*) > 0
                """)
                .query((row, number) -> row.getTimestamp("until").toInstant())
                .optional();
    }

    /** Lets the secrets of a client end after {@code overlap}, or when they end anyway. */
    void endSecrets(UUID id, Duration overlap) {
        Rows.any(jdbc.sql("""
                UPDATE client_secrets
                   SET expires_at = LEAST(coalesce(expires_at, 'infinity'), now() + :overlap * interval '1 second')
                 WHERE client_id = :id
                """)
                .param("id", id)
                .param("overlap", overlap.toSeconds())
                .update());
    }

    void delete(UUID id) {
        Rows.one(jdbc.sql("DELETE FROM clients WHERE id = :id").param("id", id).update(), "the client");
    }

    /** Forgets secrets that ended more than a day ago; says how many. */
    public int purgeSecrets() {
        return jdbc.sql("SELECT client_secrets_purge()").query(Integer.class).single();
    }

    /** How many secrets {@link #purgeSecrets} would forget. */
    public int countEndedSecrets() {
        return jdbc.sql("SELECT count(*) FROM client_secrets WHERE expires_at < now() - interval '1 day'")
                .query(Integer.class)
                .single();
    }

    private static Map<String, @Nullable Object> parameters(NewClient client) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("name", client.name());
        parameters.put("grantTypes", grantTypes(client).toArray(String[]::new));
        parameters.put("scope", client.scopes().toString());
        parameters.put("audiences", client.audiences().toArray(String[]::new));
        parameters.put("origins", client.origins().stream().map(Origin::value).toArray(String[]::new));
        parameters.put("claims", client.claims().json());
        parameters.put(
                "algorithm",
                client.signingAlgorithm() == null
                        ? null
                        : client.signingAlgorithm().name());
        parameters.put("access", client.lifetimes().accessToken().toSeconds());
        parameters.put("refresh", client.lifetimes().refreshToken().toSeconds());
        parameters.put("idle", client.lifetimes().refreshIdle().toSeconds());
        parameters.put("grace", client.lifetimes().refreshGrace().toSeconds());
        parameters.putAll(client.signIn().parameters());
        parameters.putAll(client.authentication().parameters());
        parameters.putAll(client.safeguards().parameters());
        return parameters;
    }

    static List<String> grantTypes(NewClient client) {
        return client.grantTypes().stream().map(GrantType::value).sorted().toList();
    }
}
