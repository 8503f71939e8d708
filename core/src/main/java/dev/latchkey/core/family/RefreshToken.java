package dev.latchkey.core.family;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A refresh token as it was presented: which family, which generation, and a MAC that may or may not be ours. Do not
 * use it before {@link RefreshTokens#isAuthentic} has verified the MAC.
 */
public final class RefreshToken {

    static final String PREFIX = "lkr_";
    static final byte VERSION = 1;
    static final int SIGNED_BYTES = 1 + 16 + 4;
    static final int MAC_BYTES = 32;

    private static final int TEXT_LENGTH = PREFIX.length() + ((SIGNED_BYTES + MAC_BYTES) * 8 + 5) / 6;

    private final UUID familyId;
    private final int generation;
    private final byte[] mac;

    private RefreshToken(UUID familyId, int generation, byte[] mac) {
        this.familyId = familyId;
        this.generation = generation;
        this.mac = mac;
    }

    /** Parses a refresh token; empty when it does not have the form of one. Does not verify it. */
    public static Optional<RefreshToken> parse(String text) {
        if (text.length() != TEXT_LENGTH || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.get() != VERSION) {
            return Optional.empty();
        }
        UUID familyId = new UUID(bytes.getLong(), bytes.getLong());
        int generation = bytes.getInt();
        byte[] mac = new byte[MAC_BYTES];
        bytes.get(mac);
        return generation < 0 ? Optional.empty() : Optional.of(new RefreshToken(familyId, generation, mac));
    }

    public UUID familyId() {
        return familyId;
    }

    public int generation() {
        return generation;
    }

    byte[] mac() {
        return mac;
    }
}
