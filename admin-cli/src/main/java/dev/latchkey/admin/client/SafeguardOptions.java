package dev.latchkey.admin.client;

import dev.latchkey.core.client.Safeguards;
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
            names = "--rotation",
            paramLabel = "WHEN",
            order = 65,
            description =
                    "Whether a refresh returns another refresh token, so that a stolen one is found out: ${COMPLETION-CANDIDATES}. off is for clients whose tokens are bound to a key, and not for public ones.")
    private @Nullable Rotation rotation;

    /** Whether there is anything to change. */
    boolean given() {
        return par != null || rotation != null;
    }

    /** {@code safeguards} with what was named; everything else stays. */
    Safeguards applyTo(Safeguards safeguards) {
        return new Safeguards(
                par == null ? safeguards.requiresPar() : par == Par.required,
                safeguards.binding(),
                rotation == null ? safeguards.rotates() : rotation == Rotation.on);
    }
}
