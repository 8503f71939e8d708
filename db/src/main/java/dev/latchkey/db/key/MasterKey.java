package dev.latchkey.db.key;

import dev.latchkey.db.sql.Secrets;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that everything secret in the database is sealed with: AES-256-GCM, never stored there itself. What is sealed
 * is bound to the clear part of its row, so that neither can be exchanged for that of another.
 */
public final class MasterKey {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte VERSION = 1;

    private final SecretKeySpec key;

    private MasterKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * Reads a master key.
     *
     * @param base64 32 bytes in base64; space around it is ignored
     * @throws IllegalArgumentException when it is anything else; the message does not repeat it
     */
    public static MasterKey parse(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The master key is not base64.");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("The master key has " + bytes.length + " bytes, not 32.");
        }
        return new MasterKey(bytes);
    }

    /** Makes the base64 text of a new master key. */
    public static String generate() {
        return Base64.getEncoder().encodeToString(Secrets.bytes(KEY_BYTES));
    }

    /** Seals a secret together with what stands in clear beside it. */
    byte[] seal(byte[] secret, byte[] context) {
        byte[] nonce = Secrets.bytes(NONCE_BYTES);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(secret);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    /**
     * Opens what {@link #seal} made in the same context.
     *
     * @throws WrongMasterKeyException when this is not the key, or not the context
     */
    byte[] open(byte[] sealed, byte[] context, UUID id) {
        ByteBuffer in = ByteBuffer.wrap(sealed);
        if (sealed.length < 1 + NONCE_BYTES || in.get() != VERSION) {
            throw new IllegalStateException("Key " + id + " is not sealed in a format that this version knows.");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed, in.position(), in.remaining());
        } catch (AEADBadTagException e) {
            throw new WrongMasterKeyException(id);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM failed", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
