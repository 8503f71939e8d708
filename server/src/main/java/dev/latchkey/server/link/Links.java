package dev.latchkey.server.link;

import dev.latchkey.core.link.AddressLink;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Reads the tokens of links. One that this server did not make, or that has expired, costs no database. */
public final class Links {

    private final KeyDirectory keys;
    private final InstantSource clock;

    public Links(KeyDirectory keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    public Optional<ResetLink> reset(String token) {
        return keys.recognise(proofs -> ResetLink.read(proofs, token)).filter(link -> isLive(link.expiresAt()));
    }

    public Optional<AddressLink> address(String token) {
        return keys.recognise(proofs -> AddressLink.read(proofs, token)).filter(link -> isLive(link.expiresAt()));
    }

    public Optional<SignUpLink> signUp(String token) {
        return keys.recognise(proofs -> SignUpLink.read(proofs, token)).filter(link -> isLive(link.expiresAt()));
    }

    private boolean isLive(Instant expiresAt) {
        return clock.instant().isBefore(expiresAt);
    }
}
