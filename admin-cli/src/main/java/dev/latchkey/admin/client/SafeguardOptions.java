package dev.latchkey.admin.client;

import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.TokenBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of a client beyond its credentials. */
final class SafeguardOptions {

    /** Whether something is demanded of each request. The names are typed. */
    @SuppressWarnings("MemberName")
    enum When {
        required,
        optional
    }

    /** Whether refresh tokens change. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Rotation {
        on,
        off
    }

    @Option(
            names = "--par",
            paramLabel = "WHEN",
            order = 36,
            description = "Whether it has to push its authorization requests (RFC 9126): ${COMPLETION-CANDIDATES}.")
    @Nullable
    When par;

    @Option(
            names = "--dpop",
            paramLabel = "WHEN",
            order = 37,
            description =
                    "Whether its tokens have to be bound to a key that each request proves (RFC 9449): ${COMPLETION-CANDIDATES}. optional binds those of requests with a proof.")
    @Nullable
    When dpop;

    @Option(
            names = "--tls-bound",
            paramLabel = "WHEN",
            order = 38,
            description =
                    "Whether its tokens have to be bound to the certificate of its connection (RFC 8705): ${COMPLETION-CANDIDATES}. Instead of --dpop.")
    @Nullable
    When tlsBound;

    @Option(
            names = "--rotation",
            paramLabel = "WHEN",
            order = 65,
            description =
                    "Whether a refresh returns another refresh token, so that a stolen one is found out: ${COMPLETION-CANDIDATES}. off is for clients whose tokens are bound to a key, and not for public ones.")
    @Nullable
    Rotation rotation;

    /** Whether there is anything to change. */
    boolean given() {
        return par != null || dpop != null || tlsBound != null || rotation != null;
    }

    /** {@code safeguards} with what was named; everything else stays. */
    Safeguards applyTo(Safeguards safeguards) {
        return new Safeguards(
                par == null ? safeguards.requiresPar() : par == When.required,
                binding(safeguards.binding()),
                rotation == null ? safeguards.rotates() : rotation == Rotation.on);
    }

    /** Taking one demand back leaves the other as it is. */
    private TokenBinding binding(TokenBinding before) {
        if (dpop == When.required && tlsBound == When.required) {
            throw new IllegalArgumentException(
                    "Tokens are bound to a key or to a certificate, not to both: leave out --dpop or --tls-bound.");
        }
        if (dpop == When.required) {
            return TokenBinding.DPOP;
        }
        if (tlsBound == When.required) {
            return TokenBinding.TLS;
        }
        boolean takenBack = before == TokenBinding.DPOP ? dpop != null : tlsBound != null;
        return takenBack ? TokenBinding.OPTIONAL : before;
    }
}
