package dev.latchkey.resource;

import java.time.Instant;

/**
 * Remembers which proofs were used. The default is in memory and knows one process. A resource server with several
 * processes can give one that they share: then a proof is accepted once by all of them.
 */
@FunctionalInterface
public interface ReplayStore {

    /**
     * Notes a proof.
     *
     * @param id of at most 64 characters
     * @param until from when on the proof is refused for its age, so that it can be forgotten
     * @return whether it was not there before
     * @throws RuntimeException when it cannot be told, or there is no room; never forget one before its time instead
     */
    boolean first(String id, Instant until);
}
