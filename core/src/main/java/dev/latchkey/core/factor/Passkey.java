package dev.latchkey.core.factor;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A passkey, as people and their browsers are told of it.
 *
 * @param transports how browsers reach the device
 * @param lastUsedAt null before the first sign-in with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Passkey(
        byte[] credentialId,
        List<String> transports,
        boolean backedUp,
        String name,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {

    /** A passkey that does not change any more. */
    public Passkey {
        transports = List.copyOf(transports);
    }

    /** The id of the credential as text, base64url as in WebAuthn's JSON. */
    public String id() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(credentialId);
    }
}
