package dev.latchkey.core.key;

import dev.latchkey.core.jdbc.UnreadableRow;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that is not revoked and that cannot be used: not with this master key, or not by this version.
 *
 * @param algorithmName perhaps none of {@link KeyAlgorithm}
 * @param reason in a sentence
 */
public record UnopenedKey(
        UUID id,
        String algorithmName,
        Instant activeFrom,
        @Nullable Instant publishedUntil,
        Cause cause,
        String reason) {

    /** Why a key cannot be used. */
    public enum Cause {
        /** The master key is another one, or the row is damaged: with another master key it might be opened. */
        MASTER_KEY,
        /** A newer version sealed it. */
        FORMAT,
        /** The master key opens it, and only a newer version knows what to do with it. */
        ALGORITHM
    }

    public boolean wrongMasterKey() {
        return cause == Cause.MASTER_KEY;
    }

    /** For lists of what could not be read. */
    public UnreadableRow row() {
        return new UnreadableRow("signing_keys", id.toString(), reason);
    }
}
