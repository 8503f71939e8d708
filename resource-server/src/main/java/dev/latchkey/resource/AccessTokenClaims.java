package dev.latchkey.resource;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells access tokens from ID tokens, which the same keys sign and which have the same type and issuer, and the client as
 * their audience: <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.12">RFC 8725, section 3.12</a>.
 */
final class AccessTokenClaims {

    private static final String CLIENT_ID = "client_id";

    /** What tokens of other kinds have, and no access token of Latchkey. */
    private static final Set<String> FOREIGN = Set.of("nonce", "at_hash", "auth_time", "events", "status_list");

    private AccessTokenClaims() {}

    /** Refuses the claims of a token that is of another kind. */
    static Optional<Refusal> refusal(Map<String, ?> claims) {
        return claims.get(CLIENT_ID) instanceof String && FOREIGN.stream().noneMatch(claims::containsKey)
                ? Optional.empty()
                : Optional.of(Refusal.invalid("The token is not an access token"));
    }
}
