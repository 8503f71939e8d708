package dev.latchkey.core.client;

import java.util.Arrays;
import java.util.Optional;

/** The grants that a client may be allowed, by their names on the wire. */
public enum GrantType {
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.3">RFC 6749, section 4.3</a>; never by default. */
    PASSWORD("password"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>. */
    REFRESH_TOKEN("refresh_token"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>. */
    CLIENT_CREDENTIALS("client_credentials"),
    /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1">RFC 6749, section 4.1</a>; needs a redirect URI. */
    AUTHORIZATION_CODE("authorization_code");

    private final String value;

    GrantType(String value) {
        this.value = value;
    }

    /** The value of the {@code grant_type} parameter. */
    public String value() {
        return value;
    }

    public static Optional<GrantType> of(String value) {
        return Arrays.stream(values())
                .filter(grant -> grant.value.equals(value))
                .findFirst();
    }
}
