package dev.latchkey.db.key;

import dev.latchkey.db.audit.Attribution;
import dev.latchkey.db.audit.AuditLog;
import dev.latchkey.db.sql.Ids;
import dev.latchkey.db.sql.Transactions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code signing_keys}. */
public final class SigningKeys {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;

    public SigningKeys(JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /**
     * All keys, oldest first.
     *
     * @throws WrongMasterKeyException when {@code masterKey} does not open one of them
     */
    public List<KeyRecord> findAll(MasterKey masterKey) {
        return jdbc.sql("""
                SELECT id, algorithm, public_key, sealed_key, active_from
                  FROM signing_keys
                 ORDER BY active_from, id
                """).query((row, number) -> open(row, masterKey)).list();
    }

    /** All keys without their secret parts, the newest of each algorithm first. Needs no master key. */
    public List<KeyListing> list() {
        return jdbc.sql("""
                SELECT id, algorithm, public_key, created_at, active_from,
                       CASE WHEN active_from > now() THEN 'PENDING'
                            WHEN id = first_value(id) OVER (PARTITION BY algorithm, active_from > now()
                                                            ORDER BY active_from DESC, id DESC) THEN 'ACTIVE'
                            ELSE 'RETIRED'
                       END AS state
                  FROM signing_keys
                 ORDER BY algorithm, active_from DESC, id DESC
                """)
                .query((row, number) -> new KeyListing(
                        row.getObject("id", UUID.class),
                        KeyAlgorithm.valueOf(row.getString("algorithm")),
                        row.getBytes("public_key"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("active_from").toInstant(),
                        KeyListing.State.valueOf(row.getString("state"))))
                .list();
    }

    /** Whether there is no key at all: the database has never been served. */
    public boolean isEmpty() {
        return jdbc.sql("SELECT NOT EXISTS (SELECT FROM signing_keys)")
                .query(Boolean.class)
                .single();
    }

    /**
     * Makes a key for each algorithm that has none. Several servers may do this at once on an empty database.
     *
     * @return how many keys were made
     * @throws WrongMasterKeyException when {@code masterKey} does not open a key that is there
     */
    public int createMissing(MasterKey masterKey, Attribution by) {
        return transactions.in(() -> {
            jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('latchkey.signing_keys'))")
                    .query((row, number) -> true)
                    .single();
            // Not one key more under a master key that does not open those that are there.
            findAll(masterKey);
            List<String> present = jdbc.sql("SELECT DISTINCT algorithm FROM signing_keys")
                    .query((row, number) -> row.getString("algorithm"))
                    .list();
            List<KeyAlgorithm> missing = Arrays.stream(KeyAlgorithm.values())
                    .filter(algorithm -> !present.contains(algorithm.name()))
                    .toList();
            missing.forEach(algorithm -> create(algorithm, masterKey, by));
            return missing.size();
        });
    }

    private void create(KeyAlgorithm algorithm, MasterKey masterKey, Attribution by) {
        UUID id = Ids.next();
        KeyAlgorithm.Generated key = algorithm.generate();
        jdbc.sql("""
                INSERT INTO signing_keys (id, algorithm, public_key, sealed_key, active_from)
                VALUES (:id, :algorithm, :publicKey, :sealedKey, now())
                """)
                .param("id", id)
                .param("algorithm", algorithm.name())
                .param("publicKey", key.publicKey())
                .param("sealedKey", masterKey.seal(key.secretKey(), context(id, algorithm.name(), key.publicKey())))
                .update();
        audit.record(by, "key.create", id, algorithm.name());
    }

    private static KeyRecord open(ResultSet row, MasterKey masterKey) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new KeyRecord(
                id,
                KeyAlgorithm.valueOf(row.getString("algorithm")),
                row.getBytes("public_key"),
                masterKey.open(
                        row.getBytes("sealed_key"),
                        context(id, row.getString("algorithm"), row.getBytes("public_key")),
                        id),
                row.getTimestamp("active_from").toInstant());
    }

    /** Everything of a row that stands in clear and must belong to the sealed part. */
    private static byte[] context(UUID id, String algorithm, byte @Nullable [] publicKey) {
        byte[] name = (id + " " + algorithm + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] key = publicKey == null ? new byte[0] : publicKey;
        return ByteBuffer.allocate(name.length + key.length).put(name).put(key).array();
    }
}
