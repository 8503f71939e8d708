package dev.latchkey.server.passkey;

import org.jspecify.annotations.Nullable;

/**
 * What a browser sends when a passkey has signed, not verified yet.
 *
 * @param challenge what it claims to have signed
 * @param userHandle the id of the user, as the device keeps it; null when it keeps none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Assertion(
        byte[] credentialId,
        byte[] clientData,
        String challenge,
        byte[] authenticatorData,
        byte[] signature,
        byte @Nullable [] userHandle) {}
