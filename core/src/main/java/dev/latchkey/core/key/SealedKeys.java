package dev.latchkey.core.key;

import dev.latchkey.core.key.UnopenedKey.Cause;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Opens and seals the secret parts in rows of {@code signing_keys}. */
final class SealedKeys {

    /** A key that the first part of the master key seals already. */
    static final byte[] UNCHANGED = new byte[0];

    private SealedKeys() {}

    /** Opens the keys of a query. One that cannot be opened keeps no other from being opened. */
    static KeyReading open(JdbcClient.StatementSpec query, MasterKey masterKey) {
        List<KeyRecord> opened = new ArrayList<>();
        List<UnopenedKey> unopened = new ArrayList<>();
        query.query(row -> {
            UUID id = row.getObject("id", UUID.class);
            byte[] sealed = row.getBytes("sealed_key");
            String name = row.getString("algorithm");
            KeyAlgorithm algorithm = KeyAlgorithm.of(name).orElse(null);
            try {
                if (!MasterKey.isKnown(sealed)) {
                    unopened.add(
                            unopened(row, Cause.FORMAT, "It is sealed in a format that this version does not know."));
                    return;
                }
                byte[] secret = masterKey.open(sealed, context(row), id);
                if (algorithm == null) {
                    String reason = "Its algorithm " + name + " is not one that this version knows.";
                    unopened.add(unopened(row, Cause.ALGORITHM, reason));
                    return;
                }
                opened.add(new KeyRecord(
                        id,
                        algorithm,
                        row.getBytes("public_key"),
                        secret,
                        row.getTimestamp("active_from").toInstant(),
                        SigningKeys.instant(row, "published_until")));
            } catch (WrongMasterKeyException e) {
                unopened.add(
                        unopened(row, Cause.MASTER_KEY, "The master key does not open it, or the row is damaged."));
            }
        });
        return new KeyReading(List.copyOf(opened), List.copyOf(unopened));
    }

    private static UnopenedKey unopened(ResultSet row, Cause cause, String reason) throws SQLException {
        return new UnopenedKey(
                row.getObject("id", UUID.class),
                row.getString("algorithm"),
                row.getTimestamp("active_from").toInstant(),
                SigningKeys.instant(row, "published_until"),
                cause,
                reason);
    }

    /** Seals the key of a row with the first part of the master key; {@link #UNCHANGED} when it is sealed so. */
    static byte[] sealAgain(ResultSet row, MasterKey masterKey) throws SQLException {
        byte[] before = row.getBytes("sealed_key");
        byte[] context = context(row);
        return masterKey.isSealedByFirst(before, context)
                ? UNCHANGED
                : masterKey.seal(masterKey.open(before, context, row.getObject("id", UUID.class)), context);
    }

    private static byte[] context(ResultSet row) throws SQLException {
        return context(row.getObject("id", UUID.class), row.getString("algorithm"), row.getBytes("public_key"));
    }

    /** Everything of a row that stands in clear and must belong to the sealed part. */
    static byte[] context(UUID id, String algorithm, byte @Nullable [] publicKey) {
        byte[] name = (id + " " + algorithm + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] key = publicKey == null ? new byte[0] : publicKey;
        return ByteBuffer.allocate(name.length + key.length).put(name).put(key).array();
    }
}
