package dev.latchkey.core.key;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.jdbc.Transactions;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code data_keys}. They are not rotated by time: another data key would leave the secrets under the one
 * before as they are. {@link KeyRewrap} seals them again when the master key changes.
 */
public final class DataKeys {

    private final JdbcClient jdbc;
    private final SigningKeys signingKeys;
    private final Transactions transactions;

    public DataKeys(JdbcClient jdbc, SigningKeys signingKeys, Transactions transactions) {
        this.jdbc = jdbc;
        this.signingKeys = signingKeys;
        this.transactions = transactions;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(UUID id, byte[] sealedKey) {

        static Row of(ResultSet row, int number) throws SQLException {
            return new Row(row.getObject("id", UUID.class), row.getBytes("sealed_key"));
        }

        DataKey open(MasterKey masterKey) {
            return new DataKey(id, masterKey.open(sealedKey, context(id), id));
        }

        Optional<DataKey> tryOpen(MasterKey masterKey) {
            try {
                return Optional.of(open(masterKey));
            } catch (WrongMasterKeyException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * The key that seals new secrets; the first call makes it. One whose master key is lost gets another in its place, as
     * soon as a signing key has been made with the new master key.
     *
     * @throws WrongMasterKeyException when {@code masterKey} does not open it, and is not the one of the signing keys or there
     *     are none
     */
    public DataKey current(MasterKey masterKey) {
        return newest().flatMap(row -> row.tryOpen(masterKey))
                .orElseGet(() -> transactions.in(() -> currentAfterLock(masterKey)));
    }

    private DataKey currentAfterLock(MasterKey masterKey) {
        signingKeys.lock();
        Optional<Row> newest = newest();
        Optional<DataKey> opened = newest.flatMap(row -> row.tryOpen(masterKey));
        if (opened.isPresent()) {
            return opened.get();
        }
        KeyReading reading = signingKeys.read(masterKey);
        reading.distrusts(signingKeys.list()).ifPresent(id -> {
            throw new WrongMasterKeyException(id);
        });
        if (newest.isPresent() && reading.keys().isEmpty()) {
            throw new WrongMasterKeyException(newest.get().id());
        }
        return insert(masterKey).open(masterKey);
    }

    private Row insert(MasterKey masterKey) {
        UUID id = Ids.next();
        byte[] sealed = masterKey.seal(Secrets.bytes(AesGcm.KEY_BYTES), context(id));
        Rows.one(
                jdbc.sql("INSERT INTO data_keys (id, sealed_key) VALUES (:id, :sealed)")
                        .param("id", id)
                        .param("sealed", sealed)
                        .update(),
                "the data key");
        return new Row(id, sealed);
    }

    private Optional<Row> newest() {
        return jdbc.sql("SELECT id, sealed_key FROM data_keys WHERE %s ORDER BY created_at DESC, id DESC LIMIT 1"
                        .formatted(Primary.ONLY))
                .query(Row::of)
                .optional();
    }

    /**
     * Opens a key.
     *
     * @throws WrongMasterKeyException when {@code masterKey} does not open it
     */
    public DataKey open(UUID id, MasterKey masterKey) {
        return jdbc.sql("SELECT id, sealed_key FROM data_keys WHERE id = :id")
                .param("id", id)
                .query(Row::of)
                .single()
                .open(masterKey);
    }

    /** The keys that {@code masterKey} does not open, of those that some secret is sealed under. */
    public List<UUID> unopened(MasterKey masterKey) {
        return jdbc.sql("""
                        SELECT id, sealed_key FROM data_keys d
                         WHERE EXISTS (SELECT FROM totp t WHERE t.data_key_id = d.id)
                         ORDER BY id
                        """).query(Row::of).list().stream()
                .filter(row -> !opens(masterKey, row))
                .map(Row::id)
                .toList();
    }

    private static boolean opens(MasterKey masterKey, Row row) {
        try {
            row.open(masterKey);
            return true;
        } catch (WrongMasterKeyException | IllegalStateException e) {
            return false;
        }
    }

    /**
     * Seals every key that {@code masterKey} opens with its first part.
     *
     * @return those that were not sealed so before
     */
    List<UUID> resealAll(MasterKey masterKey) {
        return jdbc.sql("SELECT id, sealed_key FROM data_keys ORDER BY id FOR UPDATE").query(Row::of).list().stream()
                .filter(row -> opens(masterKey, row))
                .filter(row -> !masterKey.isSealedByFirst(row.sealedKey(), context(row.id())))
                .map(row -> reseal(row, masterKey))
                .toList();
    }

    private UUID reseal(Row row, MasterKey masterKey) {
        byte[] key = masterKey.open(row.sealedKey(), context(row.id()), row.id());
        Rows.one(
                jdbc.sql("UPDATE data_keys SET sealed_key = :sealed WHERE id = :id")
                        .param("id", row.id())
                        .param("sealed", masterKey.seal(key, context(row.id())))
                        .update(),
                "the data key");
        return row.id();
    }

    private static byte[] context(UUID id) {
        return ("data " + id).getBytes(StandardCharsets.US_ASCII);
    }
}
