package dev.latchkey.core.family;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proof Key for Code Exchange with the method {@code S256} (<a href="https://www.rfc-editor.org/rfc/rfc7636">RFC
 * 7636</a>); there is no other here.
 */
public final class Pkce {

    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private static final int DIGEST_BYTES = 32;

    private Pkce() {}

    /** Reads a {@code code_challenge}; empty when it is not the base64url of a SHA-256 digest. */
    public static Optional<byte[]> challenge(String text) {
        if (text.length() != 43) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            boolean canonical = bytes.length == DIGEST_BYTES
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(bytes)
                            .equals(text);
            return canonical ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The {@code code_challenge} of a verifier, by the method S256. */
    public static String challengeOf(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
    }

    /**
     * Whether a verifier is the one that belongs to the challenge. A challenge without a verifier is not met, and neither
     * is a verifier without a challenge: else an attacker could leave PKCE out (RFC 9700, section 4.8.2).
     */
    static boolean isMet(byte @Nullable [] challenge, @Nullable String verifier) {
        if (challenge == null || verifier == null) {
            return challenge == null && verifier == null;
        }
        return VERIFIER.matcher(verifier).matches() && MessageDigest.isEqual(sha256(verifier), challenge);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
