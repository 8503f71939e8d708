package dev.latchkey.core.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of one client in {@link ClientBatch}. A part that is null stays as it is.
 *
 * @param before the client as it is; null for one that is to be added
 * @param after the client as it is to be; null for one that is to be deleted
 * @param secretHash of the secret that it gets
 * @param disabled whether it is to be disabled or enabled
 * @param tokensNotBefore access tokens without a family that are older are revoked
 */
public record ClientStep(
        @Nullable Client before,
        @Nullable NewClient after,
        @Nullable SecretHash secretHash,
        @Nullable Boolean disabled,
        @Nullable Instant tokensNotBefore) {

    /** Deletes a client. */
    public static ClientStep delete(Client before) {
        return new ClientStep(before, null, null, null, null);
    }
}
