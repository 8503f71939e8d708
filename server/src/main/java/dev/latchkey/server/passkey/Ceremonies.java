package dev.latchkey.server.passkey;

import dev.latchkey.server.key.KeyDirectory;
import java.net.URI;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/** What both ceremonies of one server share. */
public final class Ceremonies {

    private final @Nullable RelyingParty party;
    private final Challenges challenges;
    private final Supplier<Verifier> verifier;

    /** {@code name} is what the operator calls this service. */
    public Ceremonies(URI issuer, String name, KeyDirectory keys, InstantSource clock) {
        this.party = RelyingParty.of(issuer, name).orElse(null);
        this.challenges = new Challenges(keys, clock);
        this.verifier = SingletonSupplier.of(() -> new Verifier(Objects.requireNonNull(party)));
    }

    /** This server; null where browsers refuse passkeys. */
    @Nullable
    RelyingParty party() {
        return party;
    }

    Challenges challenges() {
        return challenges;
    }

    /** Loads the library when it is first called. */
    Verifier verifier() {
        return verifier.get();
    }
}
