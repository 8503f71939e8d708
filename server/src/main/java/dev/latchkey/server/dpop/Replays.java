package dev.latchkey.server.dpop;

import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.server.http.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Accepts each proof once on all servers (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-11.1">RFC 9449, section
 * 11.1</a>). Codes and refresh tokens need no row: they are good once themselves, and a replay gets only tokens that are
 * bound to the key. The store never forgets a proof that is still accepted: when this server has stored many, it demands
 * a nonce, which proofs that were made in advance do not have, and after that it answers 503.
 */
final class Replays {

    /** Proofs of this server; a row has about 200 bytes with its indexes. */
    private static final int MANY = 300_000;

    private static final int MOST = 600_000;

    private static final String PURPOSE = "dpop";

    /** For clocks that are not quite the same on all servers. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final SeenOnce seen;
    private final Nonces nonces;
    private final InstantSource clock;
    private final int many;
    private final int most;
    private final StoredProofs stored = new StoredProofs();

    Replays(SeenOnce seen, Nonces nonces, InstantSource clock) {
        this(seen, nonces, clock, MANY, MOST);
    }

    /**
     * A store with other bounds.
     *
     * @param many with so many proofs of this server in it, a nonce is demanded
     * @param most with so many in it, no more are stored
     */
    Replays(SeenOnce seen, Nonces nonces, InstantSource clock, int many, int most) {
        this.seen = seen;
        this.nonces = nonces;
        this.clock = clock;
        this.many = many;
        this.most = most;
    }

    /**
     * Notes a proof.
     *
     * @throws RefusedProof when it was noted before, or when a nonce is demanded
     * @throws Failure 503, when there is no room
     */
    void spend(Proof proof) {
        int live = stored.liveAt(clock.instant().getEpochSecond());
        if (live >= most) {
            throw Failure.unavailable("There is no room for more DPoP proofs");
        }
        if (live >= many && !proof.fresh()) {
            throw RefusedProof.wantsNonce(nonces.make());
        }
        Instant until = proof.until().plus(MARGIN);
        if (!seen.first(PURPOSE, proof.jkt() + " " + proof.jti(), until)) {
            throw RefusedProof.invalid("The proof was used before.");
        }
        stored.add(until.getEpochSecond());
    }
}
