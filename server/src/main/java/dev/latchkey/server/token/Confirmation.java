package dev.latchkey.server.token;

import java.util.Map;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * What the bearer of an access token has to prove, in its claim {@code cnf} (<a
 * href="https://www.rfc-editor.org/rfc/rfc7800#section-3.1">RFC 7800, section 3.1</a>). Both are SHA-256 in base64url.
 */
public sealed interface Confirmation {

    /** A key, by its thumbprint: <a href="https://www.rfc-editor.org/rfc/rfc9449#section-6.1">RFC 9449, section 6.1</a>. */
    record Key(String jkt) implements Confirmation {}

    /** A certificate: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3.1">RFC 8705, section 3.1</a>. */
    record Certificate(String x5t) implements Confirmation {}

    /** The thumbprint of what is proved. */
    default String thumbprint() {
        return switch (this) {
            case Key(String jkt) -> jkt;
            case Certificate(String x5t) -> x5t;
        };
    }

    /** The value of the claim. */
    default Map<String, Object> claim() {
        return switch (this) {
            case Key(String jkt) -> Map.of("jkt", jkt);
            case Certificate(String x5t) -> Map.of("x5t#S256", x5t);
        };
    }

    /** The {@code token_type} of a token that it confirms; a certificate leaves it a bearer token. */
    default OAuth2AccessToken.TokenType tokenType() {
        return this instanceof Key ? OAuth2AccessToken.TokenType.DPOP : OAuth2AccessToken.TokenType.BEARER;
    }

    /**
     * Reads the value of the claim.
     *
     * @throws IllegalArgumentException when it is none that this server writes
     */
    static Confirmation read(Object claim) {
        if (claim instanceof Map<?, ?> members && members.size() == 1) {
            if (members.get("jkt") instanceof String jkt) {
                return new Key(jkt);
            }
            if (members.get("x5t#S256") instanceof String x5t) {
                return new Certificate(x5t);
            }
        }
        throw new IllegalArgumentException("The confirmation is none of ours.");
    }
}
