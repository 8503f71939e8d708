package dev.latchkey.admin.client;

import dev.latchkey.core.client.Safeguards;
import dev.latchkey.core.client.TokenBinding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of a client beyond its credentials. */
final class SafeguardOptions {

    /** Whether requests are pushed. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Par {
        required,
        optional
    }

    /** Whether each token is bound to a key. The names are typed. */
    @SuppressWarnings("MemberName")
    enum Dpop {
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
    private @Nullable Par par;

    @Option(
            names = "--dpop",
            paramLabel = "WHEN",
            order = 37,
            description =
                    "Whether its tokens have to be bound to a key that each request proves (RFC 9449): ${COMPLETION-CANDIDATES}. optional binds those of requests with a proof.")
    private @Nullable Dpop dpop;

    @Option(
            names = "--rotation",
            paramLabel = "WHEN",
            order = 65,
            description =
                    "Whether a refresh returns another refresh token, so that a stolen one is found out: ${COMPLETION-CANDIDATES}. off is for clients whose tokens are bound to a key, and not for public ones.")
    private @Nullable Rotation rotation;

    /** Whether there is anything to change. */
    boolean given() {
        return par != null || dpop != null || rotation != null;
    }

    /** {@code safeguards} with what was named; everything else stays. */
    Safeguards applyTo(Safeguards safeguards) {
        return new Safeguards(
                par == null ? safeguards.requiresPar() : par == Par.required,
                binding(safeguards.binding()),
                rotation == null ? safeguards.rotates() : rotation == Rotation.on);
    }

    /** Taking DPoP back leaves a client bound to certificates as it is. */
    private TokenBinding binding(TokenBinding before) {
        if (dpop == null) {
            return before;
        }
        return dpop == Dpop.required ? TokenBinding.DPOP : before == TokenBinding.DPOP ? TokenBinding.OPTIONAL : before;
    }
}
