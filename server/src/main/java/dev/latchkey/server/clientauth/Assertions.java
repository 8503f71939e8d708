package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.once.SeenOnce;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Verifies assertions of clients, and takes each one once on all servers. */
final class Assertions {

    private final ClientSignatures signatures;
    private final SeenOnce seen;
    private final String issuer;

    Assertions(ClientSignatures signatures, SeenOnce seen, String issuer) {
        this.signatures = signatures;
        this.seen = seen;
        this.issuer = issuer;
    }

    /** What is wrong with an assertion, for the log; null when nothing is. Its claims cost less than its signature. */
    @Nullable
    String flaw(Client client, Assertion assertion, Instant now) {
        String flaw = assertion.flaw(issuer, now);
        if (flaw != null) {
            return "of its assertion, " + flaw;
        }
        return signatures.verify(client, assertion.jwt())
                ? null
                : "its assertion is not signed with ES256, PS256 or EdDSA by one of its keys";
    }

    /** Takes an assertion. Call it last, when nothing else is wrong: what was taken stays taken. */
    boolean isFirst(Client client, Assertion assertion) {
        return seen.first("client assertion " + client.id(), assertion.jti(), assertion.until());
    }
}
