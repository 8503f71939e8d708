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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
                   auth_method, jwks, jwks_uri, tls_subject, trusts::text AS trusts, par, binding, rotation,
                   exchange_to, kind,
                   created_at, disabled_at, tokens_not_before, status_index
              FROM clients
             WHERE
            """ + Primary.ONLY;

    private final JdbcClient jdbc;
    private final ClientStatements statements;
    private final Transactions transactions;
    private final AuditLog audit;

    public Clients(JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.jdbc = jdbc;
        this.statements = new ClientStatements(jdbc);
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

    /** The hashes of the secrets that are good without an end, by the client's id. */
    Map<UUID, SecretHash> findLastingSecrets() {
        Map<UUID, SecretHash> hashes = new HashMap<>();
        jdbc.sql("SELECT client_id, secret_hash FROM client_secrets WHERE expires_at IS NULL AND " + Primary.ONLY)
                .query(row -> {
                    hashes.put(row.getObject("client_id", UUID.class), SecretHash.of(row.getBytes("secret_hash")));
                });
        return hashes;
    }

    /** Those of these hashes whose secrets were replaced or ended before, of any client, also of one that is deleted. */
    Set<SecretHash> findEnded(Collection<SecretHash> hashes) {
        return jdbc
                .sql("""
                SELECT e.secret_hash
                  FROM unnest(:hashes::text[]) AS wanted (hex)
                  JOIN ended_secrets e ON e.secret_hash = decode(wanted.hex, 'hex')
                 WHERE
                """ + Primary.ONLY)
                .param("hashes", hashes.stream().map(SecretHash::hex).toArray(String[]::new))
                .query((row, number) -> SecretHash.of(row.getBytes("secret_hash")))
                .list()
                .stream()
                .collect(Collectors.toSet());
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
        return statements.insert(Map.of(id, client)) == 1 ? Optional.of(id) : Optional.empty();
    }

    void insertSecret(UUID clientId, byte[] secretHash) {
        statements.insertSecrets(Map.of(clientId, SecretHash.of(secretHash)));
    }

    /** Reads a client and keeps other transactions from changing it until the transaction ends. */
    Optional<Client> lock(UUID id) {
        // The lock that a change takes anyway, before the row: a transaction that keeps others from changing the table,
        // and
        // then locks rows, cannot come in between.
        Rows.any(jdbc.sql("LOCK TABLE clients IN ROW EXCLUSIVE MODE").update());
        return jdbc.sql(SELECT + " AND id = :id FOR UPDATE")
                .param("id", id)
                .query(ClientRow::read)
                .optional();
    }

    /** Keeps other transactions from changing clients until the transaction ends. Sign-ins go on. */
    void lockAll() {
        Rows.any(jdbc.sql("LOCK TABLE clients IN SHARE ROW EXCLUSIVE MODE").update());
    }

    ClientStatements statements() {
        return statements;
    }

    /** Changes what a client may do. Call it when the client is locked. */
    void update(UUID id, NewClient client) {
        Rows.one(statements.update(Map.of(id, client)), "the client");
    }

    /** True when this call disabled the client, false when it was disabled already. */
    boolean markDisabled(UUID id) {
        return statements.disable(List.of(id)) == 1;
    }

    /** True when this call enabled the client, false when it was enabled already. */
    boolean markEnabled(UUID id) {
        return statements.enable(List.of(id)) == 1;
    }

    /**
     * Revokes the access tokens without a family that were issued until now: by the time of the clock, after the wait for the
     * lock. Call it when the client is locked.
     */
    void rejectOlderTokens(UUID id) {
        Rows.one(
                jdbc.sql("UPDATE clients SET tokens_not_before = clock_timestamp(), updated_at = now() WHERE id = :id")
                        .param("id", id)
                        .update(),
                "the client");
    }

    /** As {@link #rejectOlderTokens(UUID)} for all clients, also those that had the grant and lost it. */
    void rejectOlderTokens() {
        Rows.any(jdbc.sql("UPDATE clients SET tokens_not_before = clock_timestamp(), updated_at = now()")
                .update());
    }

    /**
     * Refuses the authorization codes that users allowed a client until now, and keeps the client's row locked until the
     * transaction ends. Its own tokens stay as they are. Does nothing when there is no such client.
     */
    public void refuseOlderCodes(UUID id) {
        Rows.any(jdbc.sql("""
                UPDATE clients
                   SET codes_not_before = clock_timestamp()
                  FROM (SELECT id FROM clients WHERE id = :id FOR NO KEY UPDATE) locked
                 WHERE clients.id = locked.id
                """).param("id", id).update());
    }

    /** When the last access token without a refresh token expires that a client can have; empty when it cannot have any. */
    Optional<Instant> ownTokensUntil(UUID id) {
        return jdbc.sql("""
                SELECT GREATEST(now() + access_token_lifetime, longer_tokens_until) AS until
                  FROM clients
                 WHERE id = :id AND grant_types && '{client_credentials,token_exchange}'
                """)
                .param("id", id)
                .query((row, number) -> row.getTimestamp("until").toInstant())
                .optional();
    }

    /** As {@link #ownTokensUntil(UUID)} for the client whose tokens live longest. */
    Optional<Instant> ownTokensUntil() {
        return jdbc.sql("""
                SELECT max(GREATEST(now() + access_token_lifetime, longer_tokens_until)) AS until
                  FROM clients
                 WHERE grant_types && '{client_credentials,token_exchange}'
                HAVING count(*) > 0
                """)
                .query((row, number) -> row.getTimestamp("until").toInstant())
                .optional();
    }

    /** Lets the secrets of a client end after {@code overlap}, or when they end anyway. */
    void endSecrets(UUID id, Duration overlap) {
        statements.endSecrets(List.of(id), overlap);
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

    static List<String> grantTypes(ClientSettings client) {
        return client.grantTypes().stream().map(GrantType::value).sorted().toList();
    }
}
