package dev.latchkey.resource;

import java.util.Map;
import java.util.Optional;

/**
 * What the holder of an access token has to prove, in its claim {@code cnf} (<a
 * href="https://www.rfc-editor.org/rfc/rfc7800#section-3.1">RFC 7800, section 3.1</a>).
 */
final class Confirmation {

    private static final String CLAIM = "cnf";

    private Confirmation() {}

    /** Whether there is something to prove, of whatever kind. */
    static boolean isThere(Map<String, ?> claims) {
        return claims.get(CLAIM) != null;
    }

    /** The thumbprint of the key to be proved; empty when the token is bound to nothing, or to something else. */
    static Optional<String> thumbprint(Map<String, ?> claims) {
        return claims.get(CLAIM) instanceof Map<?, ?> members
                        && members.size() == 1
                        && members.get("jkt") instanceof String jkt
                ? Optional.of(jkt)
                : Optional.empty();
    }
}
