package dev.latchkey.core.factor;

import java.util.UUID;

/**
 * A passkey with its user, as a sign-in needs them.
 *
 * @param publicKey as {@code COSE_Key}
 * @param credentialVersion of the user: what begins with this sign-in must compare it
 * @param disabled whether the user is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredPasskey(
        byte[] credentialId,
        byte[] publicKey,
        long counter,
        UUID aaguid,
        boolean backupEligible,
        UUID userId,
        String username,
        int credentialVersion,
        boolean disabled) {

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "StoredPasskey[" + username + "]";
    }
}
