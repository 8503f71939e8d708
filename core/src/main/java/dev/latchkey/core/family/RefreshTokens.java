package dev.latchkey.core.family;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and recognises refresh tokens: {@code lkr_} and base64url of version (1 byte), family id (16), generation (4)
 * and HMAC-SHA-256 over those and the client's id (32). So a forged or foreign token is refused without asking the
 * database, nothing about a token is stored, and any generation can be computed again.
 */
public final class RefreshTokens {

    private static final String HMAC = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * Uses HMAC keys.
     *
     * @param keys the key that makes new tokens first, then older ones that are still recognised; at least one
     */
    public RefreshTokens(List<byte[]> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("There is no key for refresh tokens.");
        }
        this.keys = keys.stream().map(key -> new SecretKeySpec(key, HMAC)).toList();
    }

    /** The refresh token of one generation of a family, for the client that the family belongs to. */
    public String issue(UUID familyId, int generation, UUID clientId) {
        ByteBuffer token = ByteBuffer.allocate(RefreshToken.SIGNED_BYTES + RefreshToken.MAC_BYTES);
        putSigned(token, familyId, generation);
        token.put(mac(keys.getFirst(), familyId, generation, clientId));
        return RefreshToken.PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** Whether this server made the token, for this client. Takes the same time wherever a forgery is wrong. */
    public boolean isAuthentic(RefreshToken token, UUID clientId) {
        boolean authentic = false;
        for (SecretKeySpec key : keys) {
            authentic |= MessageDigest.isEqual(mac(key, token.familyId(), token.generation(), clientId), token.mac());
        }
        return authentic;
    }

    private static byte[] mac(SecretKeySpec key, UUID familyId, int generation, UUID clientId) {
        ByteBuffer signed = ByteBuffer.allocate(RefreshToken.SIGNED_BYTES + 16);
        putSigned(signed, familyId, generation);
        signed.putLong(clientId.getMostSignificantBits()).putLong(clientId.getLeastSignificantBits());
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(signed.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    private static void putSigned(ByteBuffer buffer, UUID familyId, int generation) {
        buffer.put(RefreshToken.VERSION)
                .putLong(familyId.getMostSignificantBits())
                .putLong(familyId.getLeastSignificantBits())
                .putInt(generation);
    }
}
