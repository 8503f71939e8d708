package dev.latchkey.core.device;

import dev.latchkey.core.family.Family;

/** What a device gets that polls. */
public sealed interface DeviceOutcome {

    /** The user allowed it, and the family began. */
    record Redeemed(Family family) implements DeviceOutcome {}

    /**
     * No user has decided yet.
     *
     * @param tooFast whether the client did not wait for as long as it was told; it has to wait longer from now on
     */
    record Waiting(boolean tooFast) implements DeviceOutcome {}

    /** No token is due. */
    record Refused(Refusal reason) implements DeviceOutcome {}

    /** Why not. */
    enum Refusal {
        /** The user refused. */
        DENIED,
        /** Ten minutes are over. */
        EXPIRED,
        /** The family began before. It goes on. */
        USED,
        /** The user allowed it, and the client wants a resource that it did not ask for at first. */
        TARGET_EXCEEDED,
        /** The user allowed it, but user, credentials or client are not what they were; or the grant was forgotten. */
        ENDED
    }
}
