package dev.latchkey.server.dpop;

import dev.latchkey.core.proof.FieldReader;
import dev.latchkey.core.proof.Fields;
import dev.latchkey.core.proof.Label;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Nonces for proofs (<a href="https://www.rfc-editor.org/rfc/rfc9449#section-8">RFC 9449, section 8</a>): the time under a
 * MAC. Nothing is stored, and every server takes those of the others. A client whose clock is wrong needs one.
 */
final class Nonces {

    /** For how long one is good. */
    static final Duration LIFETIME = Duration.ofSeconds(60);

    private final KeyDirectory keys;
    private final InstantSource clock;

    Nonces(KeyDirectory keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** A nonce that is good from now on. */
    String make() {
        return keys.proofs().mac(Label.DPOP_NONCE, new Fields().time(clock.instant()), new Fields());
    }

    /** When a nonce was made; empty when it is not one of ours or has expired. */
    Optional<Instant> read(String nonce) {
        Instant now = clock.instant();
        return keys.recognise(proofs -> proofs.verify(Label.DPOP_NONCE, nonce, new Fields(), FieldReader::time))
                .filter(made -> now.isBefore(made.plus(LIFETIME)));
    }
}
