package dev.latchkey.core.key;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import java.security.Provider;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code signing_keys}. {@link KeyChanges} decides which changes are allowed and when. */
public final class SigningKeys {

    private static final String KEY = "the key";

    private final JdbcClient jdbc;

    public SigningKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * All keys that are good for anything, oldest first.
     *
     * @throws WrongMasterKeyException when {@code masterKey} does not open one of them
     */
    public List<KeyRecord> findAll(MasterKey masterKey) {
        KeyReading reading = read(masterKey);
        reading.unopened().stream()
                .filter(UnopenedKey::wrongMasterKey)
                .findFirst()
                .ifPresent(key -> {
                    throw new WrongMasterKeyException(key.id());
                });
        return reading.keys();
    }

    /** All keys that are good for anything, oldest first, and those among them that cannot be opened. */
    public KeyReading read(MasterKey masterKey) {
        return SealedKeys.open(jdbc.sql("""
                SELECT id, algorithm, public_key, sealed_key, active_from, published_until
                  FROM signing_keys
                 WHERE revoked_at IS NULL AND %s
                 ORDER BY active_from, id
                """.formatted(Primary.ONLY)), masterKey);
    }

    /** All keys without their secret parts, the newest of each algorithm first. Needs no master key. */
    public List<KeyListing> list() {
        return jdbc.sql("""
                SELECT id, algorithm, public_key, created_at, active_from, active_until, published_until, revoked_at,
                       CASE WHEN revoked_at IS NOT NULL THEN 'REVOKED'
                            WHEN active_from > now() THEN 'PENDING'
                            WHEN active_until <= now() THEN 'RETIRED'
                            ELSE 'ACTIVE'
                       END AS state
                  FROM signing_keys
                 WHERE %s
                 ORDER BY algorithm, active_from DESC, id DESC
                """.formatted(Primary.ONLY))
                .query((row, number) -> new KeyListing(
                        row.getObject("id", UUID.class),
                        row.getString("algorithm"),
                        row.getBytes("public_key"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("active_from").toInstant(),
                        instant(row, "active_until"),
                        instant(row, "published_until"),
                        instant(row, "revoked_at"),
                        KeyListing.State.valueOf(row.getString("state"))))
                .list();
    }

    /** Whether there is no key at all: the database has never been served. */
    public boolean isEmpty() {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM signing_keys) WHERE " + Primary.ONLY)
                .query(Boolean.class)
                .single();
    }

    /** Keeps other transactions from changing keys until the end of this one. */
    void lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('latchkey.signing_keys'))")
                .query((row, number) -> true)
                .single();
    }

    Optional<KeyListing> find(UUID id) {
        return list().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** The algorithms that have no key to sign with now or later. */
    Set<KeyAlgorithm> missing() {
        Set<KeyAlgorithm> missing = EnumSet.allOf(KeyAlgorithm.class);
        jdbc.sql("SELECT algorithm FROM signing_keys WHERE active_until IS NULL")
                .query((row, number) -> row.getString("algorithm"))
                .list()
                .forEach(name -> KeyAlgorithm.of(name).ifPresent(missing::remove));
        return missing;
    }

    /** The algorithms whose newest key will have signed for {@code age} when one that is made now is ready to. */
    List<KeyAlgorithm> due(Duration age, Duration pending) {
        return jdbc
                .sql("""
                SELECT algorithm
                  FROM signing_keys
                 WHERE active_until IS NULL
                   AND active_from <= now() + make_interval(secs => :pending) - make_interval(secs => :age)
                 ORDER BY algorithm
                """)
                .param("pending", seconds(pending))
                .param("age", seconds(age))
                .query((row, number) -> row.getString("algorithm"))
                .list()
                .stream()
                .flatMap(name -> KeyAlgorithm.of(name).stream())
                .toList();
    }

    /** Makes the newest key of an algorithm, which signs after {@code pending}; the one before must have an end. */
    UUID insert(KeyAlgorithm algorithm, @Nullable Provider provider, MasterKey masterKey, Duration pending) {
        UUID id = Ids.next();
        KeyAlgorithm.Generated key = algorithm.generate(provider);
        Rows.one(
                jdbc.sql("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                VALUES (:id, :algorithm, :publicKey, :sealedKey, now() + make_interval(secs => :pending))
                """)
                        .param("id", id)
                        .param("algorithm", algorithm.name())
                        .param("publicKey", key.publicKey())
                        .param(
                                "sealedKey",
                                masterKey.seal(
                                        key.secretKey(), SealedKeys.context(id, algorithm.name(), key.publicKey())))
                        .param("pending", seconds(pending))
                        .update(),
                KEY);
        return id;
    }

    /** Has a key sign only until {@code pending} from now, and leave {@code retired} after that. */
    void endAfter(UUID id, Duration pending, Duration retired) {
        Rows.one(
                jdbc.sql("""
                UPDATE signing_keys
                   SET active_until = greatest(active_from, now() + make_interval(secs => :pending)),
                       published_until = greatest(active_from, now() + make_interval(secs => :pending))
                                         + make_interval(secs => :retired)
                 WHERE id = :id
                """)
                        .param("id", id)
                        .param("pending", seconds(pending))
                        .param("retired", seconds(retired))
                        .update(),
                KEY);
    }

    /** The newest keys that begin to sign later than {@code pending} from now, if our role may change them. */
    List<UUID> beginningAfter(Duration pending) {
        return jdbc.sql("""
                SELECT id FROM signing_keys
                 WHERE active_until IS NULL AND active_from > now() + make_interval(secs => :pending)
                   AND has_column_privilege('signing_keys', 'active_from', 'UPDATE')
                   AND has_column_privilege('signing_keys', 'revoked_at', 'UPDATE')
                """)
                .param("pending", seconds(pending))
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Has a pending key sign after {@code pending} from now. */
    void activate(UUID id, Duration pending) {
        Rows.one(
                jdbc.sql("""
                UPDATE signing_keys SET active_from = now() + make_interval(secs => :pending)
                 WHERE id = :id AND active_from > now()
                """).param("id", id).param("pending", seconds(pending)).update(), KEY);
    }

    boolean isPublishedFor(UUID id, Duration age) {
        return jdbc.sql(
                        "SELECT created_at <= now() - make_interval(secs => :age) AS old_enough FROM signing_keys WHERE id = :id")
                .param("age", seconds(age))
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** Clears the end of an active key. There must be no later key. */
    void reopen(UUID id) {
        Rows.one(
                jdbc.sql("UPDATE signing_keys SET active_until = NULL, published_until = NULL WHERE id = :id")
                        .param("id", id)
                        .update(),
                KEY);
    }

    /** Takes a key out. The row stays for a while, to say so. */
    void markRevoked(UUID id) {
        Rows.one(
                jdbc.sql("UPDATE signing_keys SET revoked_at = now() WHERE id = :id AND revoked_at IS NULL")
                        .param("id", id)
                        .update(),
                KEY);
    }

    /** How long the sign-in that goes longest without a refresh lives on, by the settings of the clients. */
    Duration longestIdle() {
        return Duration.ofSeconds(
                jdbc.sql("SELECT coalesce(max(extract(epoch FROM refresh_token_idle)), 0)::bigint FROM clients")
                        .query(Long.class)
                        .single());
    }

    /** The keys whose time to be published is over. */
    List<KeyListing> ended() {
        Set<UUID> ended = Set.copyOf(jdbc.sql("SELECT id FROM signing_keys WHERE published_until <= now()")
                .query((row, number) -> row.getObject("id", UUID.class))
                .list());
        return list().stream().filter(key -> ended.contains(key.id())).toList();
    }

    boolean delete(UUID id) {
        return jdbc.sql("DELETE FROM signing_keys WHERE id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    List<UUID> ids() {
        return jdbc.sql("SELECT id FROM signing_keys ORDER BY id")
                .query((row, number) -> row.getObject("id", UUID.class))
                .list();
    }

    /**
     * Seals one key again, so that the master key's first part opens it.
     *
     * @return false when that is so already, or the key is gone
     * @throws WrongMasterKeyException when no part of {@code masterKey} opens it
     * @throws IllegalStateException when it is sealed in a format that this version does not know
     */
    boolean reseal(UUID id, MasterKey masterKey) {
        byte[] again = jdbc.sql("""
                SELECT id, algorithm, public_key, sealed_key FROM signing_keys WHERE id = :id FOR UPDATE
                """)
                .param("id", id)
                .query((row, number) -> SealedKeys.sealAgain(row, masterKey))
                .optional()
                .orElse(SealedKeys.UNCHANGED);
        return again.length > 0
                && jdbc.sql("UPDATE signing_keys SET sealed_key = :again WHERE id = :id")
                                .param("again", again)
                                .param("id", id)
                                .update()
                        == 1;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
