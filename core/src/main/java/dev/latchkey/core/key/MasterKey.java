package dev.latchkey.core.key;

import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that seals all secrets in the database with AES-256-GCM. It is never stored there itself. A sealed value is
 * bound to the clear columns of its row, so that it cannot be moved to another row.
 *
 * <p>While it is being replaced it has two parts or more: the first one seals, each of them opens.
 */
public final class MasterKey {

    private static final int KEY_BYTES = AesGcm.KEY_BYTES;
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final List<SecretKeySpec> parts;

    private MasterKey(List<SecretKeySpec> parts) {
        this.parts = parts;
    }

    /**
     * Reads a master key.
     *
     * @param base64 32 bytes in base64, or several of those with white space between them
     * @throws IllegalArgumentException when it is anything else; the message does not repeat it
     */
    public static MasterKey parse(String base64) {
        return new MasterKey(
                WHITE_SPACE.splitAsStream(base64.strip()).map(MasterKey::part).toList());
    }

    private static SecretKeySpec part(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The master key is not base64.");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("The master key has " + bytes.length + " bytes, not 32.");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    /** Makes the base64 text of a new master key. */
    public static String generate() {
        return Base64.getEncoder().encodeToString(Secrets.bytes(KEY_BYTES));
    }

    /** Derives a key of 32 bytes for another purpose than sealing; it changes when the part that seals does. */
    public SecretKey derive(String purpose) {
        try {
            byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(parts.getFirst())
                                    .thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF failed", e);
        }
    }

    /** Seals a secret and binds it to the clear columns of its row. */
    byte[] seal(byte[] secret, byte[] context) {
        return AesGcm.seal(parts.getFirst(), secret, context);
    }

    /**
     * Opens what {@link #seal} made in the same context.
     *
     * @throws WrongMasterKeyException when no part is the key, or it is not the context
     */
    byte[] open(byte[] sealed, byte[] context, UUID id) {
        if (!isKnown(sealed)) {
            throw new IllegalStateException("Key " + id + " is not sealed in a format that this version knows.");
        }
        return parts.stream()
                .flatMap(part -> AesGcm.open(part, sealed, context).stream())
                .findFirst()
                .orElseThrow(() -> new WrongMasterKeyException(id));
    }

    /** Whether this version knows how it is sealed. */
    static boolean isKnown(byte[] sealed) {
        return AesGcm.isKnown(sealed);
    }

    boolean isSealedByFirst(byte[] sealed, byte[] context) {
        return AesGcm.open(parts.getFirst(), sealed, context).isPresent();
    }
}
