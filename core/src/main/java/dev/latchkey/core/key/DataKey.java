package dev.latchkey.core.key;

import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** An opened data key: it seals secrets in rows of other tables. */
public final class DataKey {

    private final UUID id;
    private final SecretKey key;

    DataKey(UUID id, byte[] key) {
        this.id = id;
        this.key = new SecretKeySpec(key, "AES");
    }

    public UUID id() {
        return id;
    }

    /** Seals a secret and binds it to {@code context}, which tells its row. */
    public byte[] seal(byte[] secret, byte[] context) {
        return AesGcm.seal(key, secret, context);
    }

    /**
     * Opens what {@link #seal} made in the same context.
     *
     * @throws IllegalStateException when it is another key or context, or the row is damaged
     */
    public byte[] open(byte[] sealed, byte[] context) {
        if (!AesGcm.isKnown(sealed)) {
            throw new IllegalStateException("A secret is not sealed in a format that this version knows.");
        }
        return AesGcm.open(key, sealed, context)
                .orElseThrow(() -> new IllegalStateException("Data key " + id + " does not open a secret of its own."));
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "DataKey[" + id + "]";
    }
}
