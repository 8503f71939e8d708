package dev.latchkey.core.factor;

import java.util.List;
import java.util.UUID;

/**
 * A passkey whose user has just shown that it works.
 *
 * @param publicKey as {@code COSE_Key}
 * @param counter how often the device says that it has signed
 * @param transports how browsers reach the device
 * @param aaguid the model of the device, as it says itself
 * @param backupEligible whether copies of the key may exist
 * @param backedUp whether they do
 * @param name what the user calls it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NewPasskey(
        byte[] credentialId,
        byte[] publicKey,
        long counter,
        List<String> transports,
        UUID aaguid,
        boolean backupEligible,
        boolean backedUp,
        String name) {

    /** The longest name, in characters of the database. */
    public static final int MAX_NAME = 60;

    /** The most transports that are kept. */
    public static final int MOST_TRANSPORTS = 8;

    /** A passkey that does not change any more. */
    public NewPasskey {
        transports = List.copyOf(transports);
    }

    /** The same with another name. */
    public NewPasskey named(String other) {
        return new NewPasskey(credentialId, publicKey, counter, transports, aaguid, backupEligible, backedUp, other);
    }
}
